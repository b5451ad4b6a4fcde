BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Test-LakeObject, of $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TestLake $Kind
            $to = @{ Lake = $lake.Address; Date = '2022-05-02' }
            $folder = New-TestFolder
            Copy-Sample $folder
            $movies = Join-Path $folder movies.csv
            $receipts = @(
                Send-RawCsv (Join-Path $folder *.csv) @to
                1..150 | ForEach-Object { "{`"id`":$_}" } | Write-RawJsonBatch @to -Specification Movies/Crime
            )
        }

        It 'says nothing when all is well, <How>' -ForEach @(
            @{ How = 'against files'; Test = { param($more) Test-LakeObject -Source (Join-Path $folder *.csv) @to @more } }
            @{ How = 'against files, by the name that other commands have for them'; Test = { param($more) Test-LakeObject -Path (Join-Path $folder *.csv) @to @more } }
            @{ How = 'against files of the pipeline'; Test = { param($more) Get-ChildItem $folder | Test-LakeObject @to @more } }
            @{ How = 'against receipts'; Test = { param($more) $receipts | Test-LakeObject @more } }
            @{ How = 'against what Get-LakeObject lists'; Test = { param($more) Get-LakeObject $lake.Address | Test-LakeObject @more } }
            @{ How = 'by key'; Test = { param($more) Test-LakeObject -Key $receipts.Key $lake.Address @more } }
            @{ How = 'by its own rules'; Test = { param($more) Test-LakeObject $lake.Address @more } }
            @{ How = 'by its own rules, of a day and a specification'; Test = { param($more) Test-LakeObject @to -Specification Movies/Crime @more } }
            @{ How = 'by its own rules, of a prefix'; Test = { param($more) Test-LakeObject $lake.Address -Prefix Raw/TMDB/J @more } }
        ) {
            foreach ($deep in $false, $true) {
                & $Test @{ Deep = $deep; ErrorAction = 'Stop' } | Should -BeNullOrEmpty
                & $Test @{ Deep = $deep; ErrorAction = 'Stop'; Quiet = $true } | Should -BeExactly $true
            }
        }

        It 'takes receipts that were saved as <Format>' -ForEach @(
            @{ Format = 'CLIXML'; Save = { Export-Clixml $args[0] -InputObject $args[1] }; Load = { Import-Clixml $args[0] } }
            @{ Format = 'JSON'; Save = { ConvertTo-Json $args[1] | Set-Content $args[0] }; Load = { Get-Content $args[0] -Raw | ConvertFrom-Json } }
            @{ Format = 'JSON with words'; Save = { ConvertTo-Json $args[1] -EnumsAsStrings | Set-Content $args[0] }; Load = { Get-Content $args[0] -Raw | ConvertFrom-Json } }
            @{ Format = 'CSV'; Save = { $args[1] | Export-Csv $args[0] }; Load = { Import-Csv $args[0] } }
        ) {
            $file = Join-Path (New-TestFolder) receipts
            & $Save $file $receipts
            $saved = & $Load $file

            $saved.Status | Should -Be $receipts.Status
            $said = @($saved | Test-LakeObject -Verbose 4>&1)
            $said | ForEach-Object { $_ | Should -BeOfType ([Management.Automation.VerboseRecord]) }
            "$($said[-1])" | Should -Be "$($receipts.Count) objects tested, 0 findings."

            $saved[0].Checksum = 'CRC32C:AAAAAA=='
            $saved[1].Size = 1 + $saved[1].Size
            ($saved | Test-LakeObject).Kind | Should -Be ContentDiffers, SizeDiffers
            $saved | Test-LakeObject -Quiet | Should -BeExactly $false
        }

        It 'finds what is not there, with the file, what is expected and what to do' {
            $finding = Test-LakeObject -Source $movies $lake.Address -Date 2022-05-03

            $finding | Should -HaveCount 1
            $finding.PSTypeNames[0] | Should -BeExactly DataLakeTools.LakeFinding
            $finding.Kind | Should -BeExactly Missing
            $finding.Lake | Should -Be $lake.Address
            $finding.Key | Should -BeExactly Raw/Local/CSV/Movies/2022/05/03/movies.csv
            $finding.Source | Should -Be $movies
            $finding.Expected | Should -BeExactly '10,308 bytes'
            $finding.Actual | Should -BeExactly nothing
            $finding.Recommendation | Should -Not -BeNullOrEmpty
            ($finding | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json).Kind | Should -BeExactly Missing
        }

        It 'finds that nothing is there of what was asked for' {
            (Test-LakeObject $lake.Address -Date 2029-01-01).Kind | Should -Be Missing
            Test-LakeObject $lake.Address -From 2029-01-01 -Quiet | Should -BeExactly $false
        }

        It 'passes over what was only a WhatIf' {
            $receipt = Send-RawCsv $movies $lake.Address -Date 2029-01-01 -WhatIf

            $all = @($receipt) + (Get-LakeObject $lake.Address)
            $all | Test-LakeObject -Quiet | Should -BeExactly $true
            $all | ConvertTo-Json | ConvertFrom-Json | Test-LakeObject -Quiet | Should -BeExactly $true
            $all | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json | Test-LakeObject -Quiet | Should -BeExactly $true
        }

        It 'is no yes with -Quiet, and warns, where nothing was tested' {
            $receipt = Send-RawCsv $movies $lake.Address -Date 2029-01-01 -WhatIf
            foreach ($none in @(), @($receipt)) {
                $none | Test-LakeObject $lake.Address -Quiet -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeExactly $false
                "$warnings" | Should -BeLike 'No object was tested*'
            }
        }

        if ($Kind -eq 'S3') {
            It 'takes objects of S3 as AWS.Tools gives them: the bucket is no folder' {
                $listed = Get-LakeObject $lake.Address -Origin Local | ForEach-Object {
                    [pscustomobject] @{ PSTypeName = 'Amazon.S3.Model.S3Object'; BucketName = $lake.Root; Key = $_.Key; Size = $_.Size; LastModified = $_.LastModified.UtcDateTime; ETag = $_.ETag }
                }
                Push-Location (New-TestFolder)
                try {
                    $null = New-Item $lake.Root -ItemType Directory
                    $listed | Test-LakeObject -Quiet -ErrorAction Stop | Should -BeExactly $true
                    $listed[0].Size++
                    $finding = $listed | Test-LakeObject
                    "$($finding.Kind) $($finding.Lake)" | Should -BeExactly "SizeDiffers $($lake.Address)"
                }
                finally {
                    Pop-Location
                }
            }
        }

        It 'says how much it has tested' {
            "$(Test-LakeObject $lake.Address -Verbose 4>&1)" | Should -BeLike '*4 objects tested, 0 findings.'
        }
    }
}

Describe 'Test-LakeObject' {
    BeforeEach {
        $lake = New-TestFolder
        $day = New-Item "$lake/Raw/TMDB/JSON/Movies/2022/05/02" -ItemType Directory
    }

    It 'takes files of the pipeline with a lake and nothing more' {
        $folder = New-TestFolder
        Copy-Sample $folder
        $null = Send-RawCsv (Join-Path $folder *.csv) $lake

        Get-ChildItem $folder | Test-LakeObject $lake -Quiet -ErrorAction Stop | Should -BeExactly $true
        Add-Content (Join-Path $folder movies.csv) 'more'
        (Get-ChildItem $folder | Test-LakeObject $lake -ErrorAction Stop).Kind | Should -Be SizeDiffers
    }

    It 'passes over the steps of a job that were skipped, and says so with -Verbose' {
        $folder = New-TestFolder
        Copy-Sample $folder
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" }, { "name": "films", "type": "FetchMovies", "first": 1, "optional": true } ] }'
        Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = $null }
        $results = Invoke-LakeJob $job $lake

        $results.Status | Should -Be Uploaded, Skipped
        $results | Test-LakeObject -Quiet -ErrorAction Stop | Should -BeExactly $true
        $results | Test-LakeObject $lake -Quiet -ErrorAction Stop | Should -BeExactly $true
        $results | ConvertTo-Json | ConvertFrom-Json | Test-LakeObject -Quiet -ErrorAction Stop | Should -BeExactly $true
        "$($results | Test-LakeObject -Verbose 4>&1)" | Should -Match "step of a job that was skipped.* 1 object tested, 0 findings"
    }

    It 'shows a table of findings in which no name acts on the console' {
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'Windows takes no such names'
        }

        $null = Write-TestFile "$lake/Raw/$([char] 27)[31mred.json" '[]'
        $null = Write-TestFile "$day/a.json" '[]'

        $table = Test-LakeObject $lake | Out-String -Width 100

        $table | Should -Match 'InvalidKey +Raw/\?\[31mred.json'
        $table | Should -Match 'RecordCount'
        ($table -replace "`e\[(?:32;1|0)m") | Should -Not -Match "`e"
    }

    It 'goes on behind an object that cannot be read, and is no yes' {
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'Windows has no such files'
        }

        mkfifo "$day/a.json"
        $null = Write-TestFile "$day/b.json" '{'

        (Test-LakeObject $lake -ErrorVariable errors -ErrorAction SilentlyContinue).Kind | Should -Be InvalidJson
        $errors[0].FullyQualifiedErrorId | Should -BeLike '*,DataLakeTools.Commands.TestLakeObjectCommand'
        Remove-Item "$day/b.json"
        Test-LakeObject $lake -Quiet -ErrorAction SilentlyContinue | Should -BeExactly $false
    }

    It 'is an error for <What>' -ForEach @(
        @{ What = 'a lake that is not there'; Id = 'LakeNotFound'; Test = { param($more) Test-LakeObject (Join-Path $lake none) @more } }
        @{ What = 'a file that is not there'; Id = 'SourceNotFound'; Test = { param($more) Test-LakeObject -Source (Join-Path $lake none.csv) $lake @more } }
        @{ What = 'a wildcard that means no file'; Id = 'SourceNotFound'; Test = { param($more) Test-LakeObject -Source (Join-Path $lake *.csv) $lake @more } }
        @{ What = 'a size that is none'; Id = 'InvalidOption'; Test = { param($more) Test-LakeObject -Key a -Size many $lake @more } }
        @{ What = 'a key that leaves the lake'; Id = 'InvalidKey'; Test = { param($more) Test-LakeObject -Key ../a $lake @more } }
    ) {
        . $Test @{ ErrorVariable = 'errors'; ErrorAction = 'SilentlyContinue' } | Should -BeNullOrEmpty

        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.TestLakeObjectCommand"
    }

    It 'is no yes with -Quiet for a lake that is not there, <How>' -ForEach @(
        @{ How = 'as it is'; Given = @{} }
        @{ How = 'against a file'; Given = @{ Source = { Write-TestFile (Join-Path $lake films.csv) "a|b`n1|2`n" } } }
    ) {
        $more = @{}
        $Given.Keys | ForEach-Object { $more[$_] = & $Given[$_] }

        Test-LakeObject -Lake (Join-Path $lake none) @more -Quiet -ErrorAction SilentlyContinue | Should -BeExactly $false
    }

    It 'does not take a day and a range of days' {
        { Test-LakeObject $lake -Date 2022-05-02 -To 2022-05-03 } | Should -Throw -ErrorId 'InvalidOption,DataLakeTools.Commands.TestLakeObjectCommand'
    }

    It 'stops with Select-Object -First' {
        1..200 | ForEach-Object { $null = Write-TestFile "$day/$_.json" '[]' }

        Test-LakeObject $lake | Select-Object -First 3 | Should -HaveCount 3
    }
}

Describe 'Test-LakeObject, of tables' {
    BeforeAll {
        $lake = (New-TableLake Folder).Address
        $null = Update-LakeTable -Lake $lake -Date 2022-05-02 -WarningAction SilentlyContinue

        function Get-TableFile([string] $name) { Get-ChildItem $lake -Recurse -Filter $name | Select-Object -First 1 }
    }

    It 'finds nothing in those that were just made, <How>' -ForEach @(
        @{ How = 'of Refined'; More = @{ Layer = 'Refined' } }
        @{ How = 'of Trusted, read to the end'; More = @{ Layer = 'Trusted'; Deep = $true } }
        @{ How = 'of one folder'; More = @{ Prefix = 'Refined/Lake/Parquet'; Deep = $true } }
    ) {
        Test-LakeObject $lake @More | Should -BeNullOrEmpty
        Get-LakeObject $lake -Layer Refined | Test-LakeObject -Deep | Should -BeNullOrEmpty
    }

    It 'finds a file that is not what was published, and says what to do' {
        $file = Get-TableFile fact_title*.parquet
        $before = [IO.File]::ReadAllBytes($file)
        $bytes = [byte[]] $before.Clone()
        $bytes[60] = $bytes[60] -bxor 1
        try {
            [IO.File]::WriteAllBytes($file, $bytes)
            $found = Test-LakeObject $lake -Layer Refined -Deep
            "$($found.Kind)" | Should -BeExactly ContentDiffers
            $found.Recommendation | Should -BeLike '*Update-LakeTable*-Force*'

            [IO.File]::WriteAllBytes($file, $before[0..99])
            (Test-LakeObject $lake -Layer Refined).Kind | Should -BeExactly SizeDiffers

            Remove-Item $file
            $found = Test-LakeObject $lake -Layer Refined
            "$($found.Kind)", (Split-Path $found.Key -Leaf) | Should -BeExactly Missing, $file.Name
            $thrown = { Invoke-LakeQuery 'SELECT count(*) FROM fact_title' -Lake $lake } | Should -Throw -PassThru -ErrorId 'TableNotFound,*'
            $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*Update-LakeTable*-Force*'
        }
        finally {
            [IO.File]::WriteAllBytes($file, $before)
        }
    }
}

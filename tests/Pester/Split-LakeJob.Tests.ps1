BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe 'Split-LakeJob' {
    BeforeEach {
        $folder = New-TestFolder
        $job = Write-TestFile (Join-Path $folder crime.json) '{ "lake": "./lake", "steps": [ { "type": "FetchMovies", "name": "crime", "genre": "Crime", "all": true, "releasedAfter": 1999, "releasedBefore": 2004, "optional": true } ] }'
        $parts = Join-Path $folder parts
    }

    It 'gives the parts as objects when no folder is named' {
        $made = Split-LakeJob $job -Window Year

        $made.Name | Should -Be 'crime-part-0001', 'crime-part-0002', 'crime-part-0003', 'crime-part-0004'
        ($made[0].Json | ConvertFrom-Json).steps[0].releasedBefore | Should -Be '2001-01-01'
        $made | Out-String | Should -Match 'crime-part-0004 +crime'
        Get-ChildItem $folder -Recurse -File | Should -HaveCount 1
    }

    It 'writes the parts to a folder, and every one is a valid job' {
        $files = Split-LakeJob $job $parts -Parts 3

        $files.Name | Should -Be 'crime-part-0001.json', 'crime-part-0002.json', 'crime-part-0003.json'
        $files | Test-LakeJob -Quiet | Should -Be $true, $true, $true
        (Split-LakeJob $job $parts -Parts 3).Name | Should -Be $files.Name
    }

    It 'never leaves parts of two cuts together' {
        $null = Split-LakeJob $job $parts -Parts 3

        Split-LakeJob $job $parts -Parts 2 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.SplitLakeJobCommand'
        Get-ChildItem $parts | Should -HaveCount 3

        $null = Split-LakeJob $job $parts -Parts 2 -Force
        (Get-ChildItem $parts).Name | Should -Be 'crime-part-0001.json', 'crime-part-0002.json'
    }

    It 'removes no part of another job, whatever its own document is called' -Skip:$IsWindows {
        $null = Split-LakeJob $job $parts -Parts 3
        $other = Join-Path $folder '?????.json'
        [IO.File]::Copy($job, $other)

        Split-LakeJob -LiteralPath $other -Destination $parts -Parts 2 -Force -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidKey,DataLakeTools.Commands.SplitLakeJobCommand'
        (Get-ChildItem $parts).Name | Should -Be 'crime-part-0001.json', 'crime-part-0002.json', 'crime-part-0003.json'
    }

    It 'writes nothing with -WhatIf' {
        Split-LakeJob $job $parts -Parts 3 -WhatIf | Should -BeNullOrEmpty
        $parts | Should -Not -Exist
    }

    It 'says why a job cannot be cut' {
        $file = Write-TestFile (Join-Path $folder some.json) '{ "steps": [ { "type": "FetchMovies", "first": 5 } ] }'

        Split-LakeJob $file -Parts 2 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike "'step 1': it does not fetch 'all'*"
    }

    It 'takes documents from the pipeline and letter by letter' {
        $file = Join-Path $folder 'job [1].json'
        Copy-Item $job -Destination $folder/copy.json
        Rename-Item $folder/copy.json $file

        (Get-Item -LiteralPath $file | Split-LakeJob -Parts 2).Name | Should -Be 'job [1]-part-0001', 'job [1]-part-0002'
        Split-LakeJob -LiteralPath $file -Parts 2 | Should -HaveCount 2
    }
}

Describe "Parts of a job, run $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 1500
    }

    AfterAll {
        Stop-StandIn
    }

    It 'fetch together what the whole fetches, nothing twice, <By>' -ForEach @(
        @{ By = 'ReleaseDate'; Step = '"genre": "Crime", "all": true, "summary": true' }
        @{ By = 'Id'; Step = '"idsFrom": { "path": "ids.csv" }' }
    ) {
        $folder = New-TestFolder
        $null = Write-TestFile (Join-Path $folder ids.csv) ("id`n" + (@(1..60 | Where-Object { $_ % 6 }) -join "`n") + "`n")
        $job = Write-TestFile (Join-Path $folder job.json) "{ ""date"": ""2022-05-02"", ""tmdb"": { ""requestsPerSecond"": 1000 }, ""steps"": [ { ""type"": ""FetchMovies"", $Step } ] }"

        $whole = (Invoke-LakeJob $job -Lake (Join-Path $folder whole) | Receive-LakeObject).id
        $files = Split-LakeJob $job (Join-Path $folder parts) -By $By -Parts 5
        $together = ($files | Invoke-LakeJob -Lake (Join-Path $folder together) | Receive-LakeObject).id

        $files | Should -HaveCount 5
        $whole.Count | Should -BeGreaterThan 49
        $together | Sort-Object | Should -Be ($whole | Sort-Object)
    }
}

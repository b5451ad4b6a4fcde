BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer
    $sample = Join-Path $PSScriptRoot ../../module/samples/first-lake.json -Resolve
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Invoke-LakeJob, to $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeEach {
            $lake = New-TestLake $Kind
            $folder = New-TestFolder
            Copy-Sample $folder
        }

        It 'runs the sample of the repository, byte for byte' {
            $receipts = Invoke-LakeJob $sample -Lake $lake.Address -Date 2022-05-02

            $receipts.Status | Should -Be Uploaded, Uploaded
            $receipts.Key | Should -Be 'Raw/Local/CSV/Movies/2022/05/02/movies.csv', 'Raw/Local/CSV/Series/2022/05/02/series.csv'
            $receipts.Rows | Should -Be 60, 40
            foreach ($receipt in $receipts) {
                $receipt.Lake | Should -Be $lake.Address
                Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $receipt.Source).Hash
            }

            (Invoke-LakeJob $sample -Lake $lake.Address -Date 2022-05-02).Status | Should -Be Unchanged, Unchanged
        }

        It 'does what the document says' {
            $job = Write-TestFile (Join-Path $folder job.json) (@{
                    lake = $lake.Address
                    date = '2022-05-02'
                    steps = @(
                        @{ type = 'SendCsv'; path = 'movies.csv'; layer = 'Trusted'; origin = 'IMDb'; specification = 'Films/All' }
                        @{ type = 'SendCsv'; name = 'second'; path = @('ser*.csv', 'movies.csv'); specification = '' }
                    )
                } | ConvertTo-Json -Depth 5)

            (Invoke-LakeJob $job).Key | Should -BeExactly @(
                'Trusted/IMDb/CSV/Films/All/2022/05/02/movies.csv'
                'Raw/Local/CSV/2022/05/02/series.csv'
                'Raw/Local/CSV/2022/05/02/movies.csv')
        }

        It 'takes the lake from DATALAKE_URI when neither the document nor -Lake names one' {
            $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
            Set-TestEnvironment @{ DATALAKE_URI = $lake.Address }
            try {
                (Invoke-LakeJob $job).Lake | Should -Be $lake.Address
            }
            finally {
                Set-TestEnvironment @{ DATALAKE_URI = $null }
            }
        }

        It 'goes on after a file that fails' {
            $null = Write-TestFile (Join-Path $folder bad.csv) "a|b`n1`n"
            $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": ["bad.csv", "absent.csv", "none*.csv"] }, { "type": "SendCsv", "path": "movies.csv" } ] }'

            $receipts = Invoke-LakeJob $job -Lake $lake.Address -ErrorVariable errors -ErrorAction SilentlyContinue

            $receipts.Source | Should -Be (Join-Path $folder movies.csv)
            $errors.FullyQualifiedErrorId | Should -Be @(
                'CsvFieldCount,DataLakeTools.Commands.InvokeLakeJobCommand'
                'SourceNotFound,DataLakeTools.Commands.InvokeLakeJobCommand'
                'SourceNotFound,DataLakeTools.Commands.InvokeLakeJobCommand')
        }

        It 'advises in properties of the document where it has no parameter' {
            $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
            $null = Invoke-LakeJob $job -Lake $lake.Address
            Add-Content (Join-Path $folder movies.csv) (Get-Content (Join-Path $folder movies.csv) -Tail 1)

            Invoke-LakeJob $job -Lake $lake.Address -ErrorVariable errors -ErrorAction SilentlyContinue

            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*replace it with "force": true in the job document.'
            { Invoke-LakeJob $job -ErrorAction Stop } | Should -Throw -ErrorId 'LakeNotGiven,DataLakeTools.Commands.InvokeLakeJobCommand' -PassThru |
                ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -BeLike 'Name it with -Lake, with Set-LakeDefault or in the environment variable DATALAKE_URI*'
        }

        It 'gives one report in place of the receipts with -Report, and leaves it in the lake' {
            $report = Invoke-LakeJob $sample -Lake $lake.Address -Date 2022-05-02 -Report

            # On its own in its view, behind other objects as a list that fits.
            $report | Out-String | Should -Match '(?m)^Items +: '
            $behind = (Get-LakeObject $lake.Address)[0], $report | Out-String
            $behind | Should -Match '(?m)^Address +: '
            $behind | Should -Not -Match '(?m)^Steps +: '

            $report | Should -HaveCount 1
            $report.Job, $report.Status, $report.Files, $report.Rows, $report.Failures.Count | Should -Be first-lake, Succeeded, 2, 100, 0
            $report.Steps.Step | Should -Be 'movies', 'series'
            $report.Address | Should -Match '/reports/first-lake/\d{4}/\d\d/\d\d/\d{6}-[0-9a-f]{8}\.json$'
            Get-TestLakeKey $lake | Where-Object { $_ -like 'reports/*' } | Should -HaveCount 1
        }

        It 'tells the report on the information stream beside the receipts' {
            $receipts = Invoke-LakeJob $sample -Lake $lake.Address -Date 2022-05-02 -InformationVariable told

            $receipts | Should -HaveCount 2
            $report = ($told | Where-Object Tags -Contains LakeJobReport).MessageData
            $report.Status, $report.Files | Should -Be Succeeded, 2
            # The host shows it in one line, unless it is redirected.
            ($told | Where-Object Tags -Contains LakeJobReport).Tags | Should -Contain PSHOST
            "$report" | Should -Match '^first-lake Succeeded for 2022-05-02: 2 files, .* Nothing is left to do\.$'
        }

        It 'says with -WhatIf what it would do, asks nobody and writes nothing' {
            $steps = Invoke-LakeJob $sample -Lake $lake.Address -Date 2022-05-02 -WhatIf -InformationVariable told

            $steps.Step | Should -Be movies, series
            $steps.Keys | Should -Be 'Raw/Local/CSV/Movies/2022/05/02/movies.csv', 'Raw/Local/CSV/Series/2022/05/02/series.csv'
            $steps.Files | Should -Be 1, 1
            $steps.Bytes | Should -Be ((Get-Item (Join-Path $PSScriptRoot ../../module/samples/data/*s.csv)) | Sort-Object Name | ForEach-Object Length)
            ($null -ne $steps[0].Cost) | Should -Be ($Kind -ne 'Folder')
            "$(($told | Where-Object Tags -Contains LakeJobPlan).MessageData)" | Should -Match '^first-lake for 2022-05-02 would write 2 files\.\s+(It takes 6 requests to S3 for less than \$0\.01\.\s+)?Nothing was sent;'
            $plan = Invoke-LakeJob $sample -Lake $lake.Address -Date 2022-05-02 -WhatIf -Report
            $plan.Files, $plan.Steps.Count | Should -Be 2, 2
            $steps | Out-String -Width 79 | Should -Match '(?m)^ +Raw/Local/CSV/Movies/'
            Get-TestLakeKey $lake | Should -BeNullOrEmpty
            Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
        }

        It 'ends on Ctrl+C and leaves nothing but a report' {
            $null = New-EmptyBytes (Join-Path $folder huge.csv) 3GB
            $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "huge.csv", "skipCheck": true } ] }'
            $pipeline = Start-Pipeline 'Invoke-LakeJob $job -Lake $lake' @{ job = $job; lake = $lake.Address }
            try {
                Wait-Until -What 'the job shows progress' { $pipeline.Shell.Streams.Progress.Count -gt 0 }
                $stopping = $pipeline.Shell.BeginStop($null, $null)
                Wait-Until -What 'the job has stopped' { $stopping.IsCompleted -and $pipeline.Result.IsCompleted }

                $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
                Get-TestLakeKey $lake | Should -BeLike 'reports/job/*.json' -Because 'that is all there is'
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }
            finally {
                $pipeline.Shell.Dispose()
                Remove-Item (Join-Path $folder huge.csv)
            }
        }
    }
}

Describe 'Invoke-LakeJob' {
    BeforeEach {
        $folder = New-TestFolder
        Copy-Sample $folder
    }

    It 'starts a relative lake at the current location and relative files at the document' {
        $elsewhere = New-TestFolder
        Push-Location -LiteralPath $elsewhere
        try {
            (Invoke-LakeJob $sample).Lake | Should -Be @((Join-Path $elsewhere lake), (Join-Path $elsewhere lake))
        }
        finally {
            Pop-Location
        }
    }

    It 'refuses a document with <What>, before anything is written' -ForEach @(
        @{ What = 'an unknown property'; Job = '{ "steps": [ { "type": "SendCsv", "path": "movies.csv", "dealy": 1 } ] }'; At = '$.steps[0].dealy'; Expected = '*not known; expected one of type, name, path*' }
        @{ What = 'an unknown step'; Job = '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" }, { "type": "SendXml", "path": "a" } ] }'; At = '$.steps[1].type'; Expected = "*'SendXml'; expected one of SendCsv*" }
        @{ What = 'no steps'; Job = '{ "lake": "./lake" }'; At = '$'; Expected = "*'steps' is missing*" }
        @{ What = 'a path that is none'; Job = '{ "steps": [ { "type": "SendCsv", "path": 7 } ] }'; At = '$.steps[0].path'; Expected = '*7; expected text or an array of text*' }
        @{ What = 'a bad date'; Job = '{ "date": "02/05/2022", "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'; At = '$.date'; Expected = '*expected a date as yyyy-MM-dd*' }
        @{ What = 'a property twice'; Job = '{ "lake": "a", "lake": "b", "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'; At = '$.lake'; Expected = '*twice*' }
    ) {
        $file = Write-TestFile (Join-Path $folder job.json) $Job
        $lake = Join-Path $folder lake

        Invoke-LakeJob $file -Lake $lake -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidJob,DataLakeTools.Commands.InvokeLakeJobCommand'
        $errors[0].CategoryInfo.Category | Should -Be InvalidData
        $errors[0].TargetObject | Should -BeExactly $At
        $errors[0].ErrorDetails.Message | Should -BeLike "*'$file' is not valid at $([WildcardPattern]::Escape($At)): *"
        $errors[0].ErrorDetails.Message | Should -BeLike $Expected
        Test-Path $lake | Should -BeFalse
    }

    It 'refuses what is not JSON and names the line' {
        $file = Write-TestFile (Join-Path $folder job.json) "{`n  ""steps"": [`n  }`n"

        Invoke-LakeJob $file -Lake ./lake -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidJob,DataLakeTools.Commands.InvokeLakeJobCommand'
        $errors[0].ErrorDetails.Message | Should -BeLike '*not valid JSON at line 3*'
    }

    It 'says that <What>' -ForEach @(
        @{ What = 'the document is not there'; Path = 'absent.json'; Id = 'InvalidJob' }
        @{ What = 'no document matches'; Path = 'absent*.json'; Id = 'SourceNotFound' }
    ) {
        Invoke-LakeJob (Join-Path $folder $Path) -Lake (Join-Path $folder lake) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.InvokeLakeJobCommand"
    }

    It 'runs the steps that -Step names, with wildcards' {
        $lake = Join-Path $folder lake

        (Invoke-LakeJob $sample -Lake $lake -Step SER* -Date 2022-05-02).Key | Should -Be 'Raw/Local/CSV/Series/2022/05/02/series.csv'
        (Invoke-LakeJob $sample -Lake $lake -Step series, mov* -Date 2022-05-02).Status | Should -Be Uploaded, Unchanged
    }

    It 'refuses a step that the job does not have, and lists those that it has' {
        $lake = Join-Path $folder lake

        Invoke-LakeJob $sample -Lake $lake -Step movies, film -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.InvokeLakeJobCommand'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*: movies, series.'
        $lake | Should -Not -Exist
    }

    It 'is refused when no lake is named anywhere' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'

        Invoke-LakeJob $job -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeNotGiven,DataLakeTools.Commands.InvokeLakeJobCommand'
    }

    It 'takes documents from the pipeline and by -LiteralPath' {
        $file = Write-TestFile (Join-Path $folder 'job [1].json') '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
        $lake = Join-Path $folder lake

        (Get-Item -LiteralPath $file | Invoke-LakeJob -Lake $lake).Status | Should -Be Uploaded
        (Invoke-LakeJob -LiteralPath $file -Lake $lake).Status | Should -Be Unchanged
    }

    It 'gives a report that says the same after it was saved or sent, however little of it is kept' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "name": "a", "type": "SendCsv", "path": "movies.csv" }, { "name": "b", "type": "SendCsv", "path": "absent.csv" } ] }'
        $report = Invoke-LakeJob $job (Join-Path $folder lake) -Report -ErrorAction SilentlyContinue

        # One level is what remoting and jobs in the background keep.
        $report | Export-Clixml (Join-Path $folder report.xml) -Depth 1
        $saved = Import-Clixml (Join-Path $folder report.xml)

        $saved | Out-String | Should -Match '(?m)^Steps +: a Succeeded, b Failed\r?$'
        $saved | Out-String | Should -BeExactly ($report | Out-String)
        $saved.Failures | Should -BeLike "'b': SourceNotFound: *absent.csv*"
    }

    It 'says with -WhatIf what Athena would read and charge, and refuses what Athena cannot do' {
        $job = Write-TestFile (Join-Path $folder athena.json) (@{
                steps = @(
                    @{ type = 'SendCsv'; path = 'movies.csv' }
                    @{ name = 'build'; type = 'BuildTables'; engine = 'athena'; workflow = 'arn:aws:states:sa-east-1:123456789012:stateMachine:datalake-tables' }
                )
            } | ConvertTo-Json -Depth 4)

        $plan = Invoke-LakeJob $job -Lake s3://data-lake -Date 2022-05-02 -WhatIf -Report
        $plan.Steps[1].Keys | Should -Be 'Trusted/Athena/Parquet/*/2022/05/02/*', 'Refined/Athena/Parquet/*/2022/05/02/*'
        $plan.Steps[1].EngineBytes | Should -Be 570000000 -Because 'of 57 statements each is billed 10 MB'
        $plan.EngineCost | Should -Be 0.00285
        "$plan" | Should -BeLike '*, Athena for less than $0.01 at the least.*'
        $plan.Steps[1] | Out-String -Width 300 | Should -BeLike '*what else Raw holds is read besides*'

        $null = Invoke-LakeJob $job -Lake (Join-Path $folder lake) -WhatIf -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidOption,*'
        $errors[0].Exception.Message | Should -BeLike '*it reads lakes in S3 alone*'
        (Test-LakeJob $job -Lake (Join-Path $folder lake)).JsonPath | Should -Be '$.steps[1].engine'
    }

    It 'says with -WhatIf what would fail, as the run does' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "absent.csv" }, { "type": "SendCsv", "path": "movies.csv" } ] }'

        $steps = Invoke-LakeJob $job -Lake (Join-Path $folder lake) -WhatIf -ErrorVariable errors -ErrorAction SilentlyContinue

        $errors.FullyQualifiedErrorId | Should -Be 'SourceNotFound,DataLakeTools.Commands.InvokeLakeJobCommand'
        $steps.Files | Should -Be 0, 1
    }

    It 'says after Ctrl+C what is done and how to go on' -Skip:$IsWindows {
        if (sh -c 'trap - INT; kill -s INT $$; echo ignored') {
            Set-ItResult -Skipped -Because 'whoever started this run has SIGINT ignored, as nohup does'
            return
        }

        $null = New-EmptyBytes (Join-Path $folder huge.csv) 3GB
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" }, { "type": "SendCsv", "path": "huge.csv", "skipCheck": true } ] }'
        $lake = Join-Path $folder lake
        $program, $first = Get-PowerShellCommand
        $script = Write-TestFile (Join-Path $folder run.ps1) "Import-Module '$(Get-BuiltModule)'; Invoke-LakeJob '$job' -Lake '$lake' -Date 2022-05-02"
        $said = Join-Path $folder said.txt
        $process = Start-Process $program (@($first | Where-Object { $_ }) + '-NoProfile', '-File', $script) -PassThru -RedirectStandardOutput $said -RedirectStandardError "$said.err"
        Wait-Until -What 'the second file is under way' { Get-ChildItem $lake -Recurse -Force -Filter *.partial -ErrorAction Ignore | Where-Object Length -GT 1MB }
        kill -INT $process.Id
        $process.WaitForExit()

        Get-Content $said -Raw | Should -Match 'job Canceled for 2022-05-02: 1 file, .*run the same job again with the date 2022-05-02'
    }

    It 'adds what it does to the file of -LogPath, a JSON object a line' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "name": "films", "path": ["movies.csv", "absent.csv"] } ] }'
        $log = Join-Path $folder 'the log.jsonl'

        $null = 1..2 | ForEach-Object { Invoke-LakeJob $job -Lake (Join-Path $folder lake) -Date 2022-05-02 -LogPath $log -ErrorAction SilentlyContinue }
        Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath (Join-Path $folder not-made) -WhatIf -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty

        $lines = @(Get-Content $log | ConvertFrom-Json)
        $lines.level | Should -Be INFO, ERROR, INFO, INFO, ERROR, INFO
        $lines[0].step, $lines[0].status, $lines[0].key, $lines[0].rows | Should -Be films, Uploaded, 'Raw/Local/CSV/Movies/2022/05/02/movies.csv', 60
        $lines[1].error, $lines[3].status | Should -Be SourceNotFound, Unchanged
        $lines[5].message | Should -BeLike 'job Failed for 2022-05-02: 1 file, *'
        Join-Path $folder not-made | Should -Not -Exist
        { Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath $folder -ErrorAction Stop } | Should -Throw -ErrorId 'OutputFailed,*'
    }

    It 'tells the log details where they are wanted: <What>' -ForEach @(
        @{ What = '-Verbose'; Preference = 'SilentlyContinue'; Given = @{ Verbose = $true }; Told = $true }
        @{ What = '-Verbose:$false'; Preference = 'Continue'; Given = @{ Verbose = $false }; Told = $false }
        @{ What = '$VerbosePreference'; Preference = 'Continue'; Given = @{}; Told = $true }
        @{ What = 'neither'; Preference = 'SilentlyContinue'; Given = @{}; Told = $false }
    ) {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "name": "films", "path": "movies.csv" } ] }'
        $log = Join-Path $folder log.jsonl
        $VerbosePreference = $Preference

        $null = Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath $log @Given 4> $null

        (Get-Content $log | ConvertFrom-Json).level -contains 'DEBUG' | Should -Be $Told
    }

    It 'adds to a log alone, and does not go on with a line that a run has left unfinished' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "name": "films", "path": "movies.csv" } ] }'
        $before = [IO.File]::ReadAllText($job)
        $lines = Write-TestFile (Join-Path $folder lines.jsonl) "{`"id`":1}`n"
        foreach ($other in $job, $lines, (Join-Path $folder movies.csv)) {
            { Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath $other -ErrorAction Stop } | Should -Throw -ErrorId 'OutputFailed,*'
        }

        [IO.File]::ReadAllText($job) | Should -BeExactly $before
        $log = Join-Path $folder log.jsonl
        $null = Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath $log
        [IO.File]::AppendAllText($log, '{"timestamp":"2026-')
        $null = Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath $log

        $read = @(Get-Content $log | ForEach-Object { try { ConvertFrom-Json $_ } catch { $null } })
        @($read | Where-Object { $_ }).level | Should -Be INFO, INFO, INFO, INFO
        @($read | Where-Object { $null -eq $_ }) | Should -HaveCount 1

        $cut = Write-TestFile (Join-Path $folder cut.jsonl) '{"timestamp":"2026-'
        $null = 1..2 | ForEach-Object { Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath $cut }
        @(Get-Content $cut) | Should -HaveCount 5
    }

    It 'warns of a log that could not be written to its end, and does the job' -Skip:(-not (Test-Path /dev/full)) {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "name": "films", "path": "movies.csv" } ] }'

        (Invoke-LakeJob $job -Lake (Join-Path $folder lake) -LogPath /dev/full -WarningVariable warned -WarningAction SilentlyContinue).Status | Should -Be Uploaded

        "$warned" | Should -BeLike "The log '/dev/full' lacks lines: *"
    }

    It 'runs under the latest strict mode, and shows receipts' {
        Set-StrictMode -Version Latest
        Invoke-LakeJob $sample -Lake (Join-Path $folder lake) -Date 2022-05-02 | Format-Table | Out-String -Width 150 |
            Should -Match 'Raw/Local/CSV/Series/2022/05/02/series.csv'
    }
}

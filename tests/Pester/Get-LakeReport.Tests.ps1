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
    Describe "Get-LakeReport, from $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TestLake $Kind
            $folder = New-TestFolder
            Copy-Sample $folder
            $good = Write-TestFile (Join-Path $folder nightly.json) '{ "steps": [ { "type": "SendCsv", "name": "films", "path": "movies.csv" } ] }'
            $bad = Write-TestFile (Join-Path $folder broken.json) '{ "steps": [ { "type": "SendCsv", "name": "films", "path": "absent.csv" } ] }'
            $runs = foreach ($job in $good, $bad, $good) {
                $run = Invoke-LakeJob $job -Lake $lake.Address -Date 2022-05-02 -Report -ErrorAction SilentlyContinue
                $run

                # Keys sort by the second in which a run began.
                Wait-Until -What 'the second is over' { [datetimeoffset]::UtcNow.ToUnixTimeSeconds() -gt $run.Started.ToUnixTimeSeconds() }
            }
        }

        It 'gives all runs as they were reported, the oldest first' {
            $reports = Get-LakeReport -Lake $lake.Address

            $reports.RunId | Should -Be $runs.RunId
            $reports.Status | Should -Be Succeeded, Failed, Succeeded
            $reports[0].Rows, $reports[0].Files, $reports[0].Steps[0].Step | Should -Be 60, 1, films
            $reports[1].Failures.Error | Should -Be SourceNotFound
            $reports[1].WhatNext | Should -Be $runs[1].WhatNext
            $reports[2].Duration | Should -BeGreaterThan ([timespan]::Zero)
            $reports | ForEach-Object Address | Should -Be ($runs | ForEach-Object Address)
        }

        It 'gives <What>' -ForEach @(
            @{ What = 'those of a job'; Given = @{ Job = 'nightly' }; Which = 0, 2 }
            @{ What = 'those of jobs that match'; Given = @{ Job = 'bro*', 'none' }; Which = @(1) }
            @{ What = 'the newest'; Given = @{ Last = 2 }; Which = 1, 2 }
            @{ What = 'those that failed'; Given = @{ Failed = $true }; Which = @(1) }
            @{ What = 'the last that failed'; Given = @{ Failed = $true; Last = 1 }; Which = @(1) }
            @{ What = 'nothing where nothing matches'; Given = @{ Job = 'none' }; Which = @() }
        ) {
            @(Get-LakeReport -Lake $lake.Address @Given | ForEach-Object RunId) | Should -Be @($Which | ForEach-Object { $runs[$_].RunId })
        }

        It 'is a line for each run on a console of 80 columns' {
            $shown = Get-LakeReport -Lake $lake.Address | Out-String -Width 79

            $shown | Should -Match '(?m)^20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ Succeeded +00:00:0\d +1 +60 +0 nightly\r?$'
            $shown | Should -Match '(?m)^20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ Failed +00:00:0\d +0 +0 +1 broken\r?$'
        }

        It 'completes the names of jobs' {
            (TabExpansion2 "Get-LakeReport n -Lake '$($lake.Address)'" 16).CompletionMatches.CompletionText | Should -Be nightly
        }
    }
}

Describe 'Get-LakeReport' {
    It 'says that a report is none, and gives the others' {
        $folder = New-TestFolder
        Copy-Sample $folder
        $lake = Join-Path $folder lake
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
        $run = Invoke-LakeJob $job -Lake $lake -Report
        $null = Write-TestFile (Join-Path (Split-Path $run.Address) 000000-00000000.json) '{"job":7}'
        $null = Write-TestFile (Join-Path (Split-Path $run.Address) 000001-00000000.json) 'null'

        $reports = Get-LakeReport -Lake $lake -ErrorVariable wrong -ErrorAction SilentlyContinue

        $reports.RunId | Should -Be $run.RunId
        $wrong.FullyQualifiedErrorId | Should -Be (@('InvalidRecord,DataLakeTools.Commands.GetLakeReportCommand') * 2)
    }

    It 'says that a lake is not there' {
        { Get-LakeReport -Lake (Join-Path (New-TestFolder) none) -ErrorAction Stop } | Should -Throw -ErrorId 'LakeNotFound,*'
    }
}

# Every job in module/samples, run as it stands there.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $missingPage = Get-MissingPage
    $jobs = Get-ChildItem "$PSScriptRoot/../../module/samples/*.json" | Where-Object { -not $missingPage -or $_.Name -notin 'dashboard.json', 'answers.json' } | ForEach-Object { @{ Name = $_.Name; File = $_.FullName } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "The sample <Name> $missing" -ForEach $jobs -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 1200
        Set-TestEnvironment @{ TITLES = '60'; TMDB_REQUESTS_PER_SECOND = '1000'; DAYS = $null; TMDB_LANGUAGE = $null; DATALAKE_URI = $null }
        $lake = Join-Path (New-TestFolder) lake
    }

    AfterAll {
        Stop-StandIn
    }

    It 'says with -WhatIf what it would write, step by step, asks nothing and writes nothing' {
        $before = Get-TmdbRequestCount
        $steps = @(Invoke-LakeJob $File -Lake $lake -Date 2022-05-02 -WhatIf -ErrorAction Stop)

        $steps.Step | Should -Be (Get-Content $File -Raw | ConvertFrom-Json -AsHashtable).steps.name
        $steps.Keys | Where-Object { $_ -like 'Raw/*' } | ForEach-Object { $_ | Should -Match '^Raw/.+/2022/05/02/[^/]+$' }
        (Get-TmdbRequestCount) - $before | Should -Be 0
        $lake | Should -Not -Exist
    }

    It 'writes every step' {
        $all = (Get-Content $File -Raw | ConvertFrom-Json -AsHashtable).steps
        $expected = @($all | ForEach-Object { $_['specification'] } | Where-Object { $_ })

        $results = Invoke-LakeJob $File -Lake $lake -Date 2022-05-02 -ErrorAction Stop
        $receipts = $results | Where-Object { $_.PSTypeNames[0] -eq 'DataLakeTools.Receipt' }

        $receipts.Status | Select-Object -Unique | Should -Be Uploaded
        foreach ($specification in $expected) {
            $receipts.Key | Where-Object { $_.Contains("/$specification/2022/05/02/") } | Should -Not -BeNullOrEmpty -Because $specification
        }

        # Steps that make or test tables are one line each.
        $summed = @($all | Where-Object type -In BuildTables, TestTables | ForEach-Object { $_.name })
        @($results | Where-Object { $_.PSTypeNames -contains 'DataLakeTools.LakeStepReport' } | ForEach-Object Step) | Should -Be $summed
    }

    It 'brings what its name says' {
        $objects = @(Get-LakeObject $lake)
        $objects.Count | Should -BeGreaterThan 1
        $films = @($objects | Where-Object Key -like '*/JSON/Movies/*' | Receive-LakeObject)
        switch ($Name) {
            'crime-and-war.json' {
                $films | Should -HaveCount 120
                $films[0].keywords | Should -Not -BeNullOrEmpty
                $films[0].credits | Should -Not -BeNullOrEmpty
            }
            'franchises.json' {
                ($objects | Where-Object Key -like '*/JSON/Collections/*' | Receive-LakeObject).parts | Should -Not -BeNullOrEmpty
            }
            'action-and-adventure.json' {
                $films | Should -HaveCount 60
                foreach ($field in 'budget', 'revenue', 'external_ids') {
                    $films[0].PSObject.Properties.Name | Should -Contain $field
                }
            }
            'tables.json' {
                Get-LakeTable -Lake $lake | Where-Object Layer -EQ Trusted | ForEach-Object Rows | Should -Be 60, 40
                @(Test-LakeTable -Lake $lake) | Should -HaveCount 0
                $ids = 'movies', 'series' | ForEach-Object { Import-Csv "$PSScriptRoot/../../module/samples/data/$_.csv" -Delimiter '|' } | ForEach-Object id
                (Invoke-LakeQuery 'SELECT imdb_id FROM fact_title' -Lake $lake).imdb_id | Sort-Object | Should -Be ($ids | Sort-Object -Unique)
            }
            'dashboard.json' {
                Get-LakeTable fact_title -Lake $lake | ForEach-Object Rows | Should -Be 241
                @(Test-LakeTable -Lake $lake) | Should -HaveCount 0
                (Get-LakeQuestion -Lake $lake).HasData | Should -Not -Contain $false
                foreach ($question in Get-LakeQuestion -Lake $lake) {
                    @(Invoke-LakeQuery -Question $question.Name -Lake $lake).Count | Should -BeGreaterThan 3 -Because "$($question.Name) is a chart to look at"
                }

                Join-Path $lake Refined/Lake/HTML/Dashboard/2022/05/02/dashboard.html | Should -Exist
            }
            'answers.json' {
                $films | Should -HaveCount 60
                (Invoke-LakeQuery "SELECT count(*) AS n FROM fact_title WHERE budget > 0" -Lake $lake).n | Should -BeGreaterThan 50
                Join-Path $lake Refined/Lake/HTML/Dashboard/2022/05/02/dashboard.html | Should -Exist
            }
            'daily-changes.json' {
                # Most of what changes in the stand-in is not in its catalogue, as films that were removed.
                $films.id | Should -Be 1, 2, 3, 4, 5
            }
        }
    }
}

Describe 'The sample Register-LakeTask.ps1' {
    It 'registers a program that starts this PowerShell' {
        # Task Scheduler is of Windows; its commands are played.
        function New-ScheduledTaskAction { param($Execute, $Argument, $WorkingDirectory) "$Execute $Argument" }
        function New-ScheduledTaskTrigger { param([switch] $Daily, $At) }
        function New-ScheduledTaskSettingsSet { param([Parameter(ValueFromRemainingArguments)] $Setting) }
        function New-ScheduledTaskPrincipal { param($UserId, $LogonType, $RunLevel) }
        function Register-ScheduledTask { param($TaskPath, $TaskName, $Description, $Action, $Trigger, $Settings, $Principal, [switch] $Force) $Action }
        $job = Write-TestFile (Join-Path (New-TestFolder) 'my csv.json') '{}'

        $line = & "$PSScriptRoot/../../module/samples/schedule/Register-LakeTask.ps1" $job -At 03:00

        $program, $first = Get-PowerShellCommand
        $line | Should -BeLike "$program $first* -NoProfile -NonInteractive -File *Invoke-ScheduledLakeJob.ps1 `"$job`""
    }
}

# Ids that TMDB does not know: one in six of an old catalogue.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

Describe "Ids that TMDB does not know $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Import-Module $PSScriptRoot/TestLake.psm1
        Import-Module $PSScriptRoot/TmdbStandIn.psm1
        Import-Module (Get-BuiltModule)
        Start-TmdbStandIn -Movies 300

        # As at a prompt; tests run where errors end the script.
        $ErrorActionPreference = 'Continue'
    }

    AfterAll {
        Stop-StandIn
    }

    It 'are one warning with their count, and each is in -ErrorVariable and $Error' {
        $Error.Clear()
        $said = 1..30 | Get-TmdbMovies -ErrorVariable unknown 3>&1 2>&1

        @($said | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 0
        $warning = @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] })
        $warning | Should -HaveCount 1
        "$warning" | Should -BeLike 'TMDB knows nothing under 5 of the ids: 6, 12, 18 and more.*'
        @($said | Where-Object { $_.PSTypeNames[0] -eq 'DataLakeTools.TmdbMovie' }) | Should -HaveCount 25
        $unknown.TargetObject | Should -Be 6, 12, 18, 24, 30
        $unknown.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'TmdbNotFound,DataLakeTools.Commands.GetTmdbMoviesCommand'
        $Error.TargetObject | Should -Be 30, 24, 18, 12, 6
    }

    It 'are added to the errors of before with +' {
        $null = 6 | Get-TmdbMovies -ErrorVariable unknown 3> $null
        $null = 12 | Get-TmdbSeries -ErrorVariable +unknown 3> $null
        $unknown[0].TargetObject | Should -Be 6
        $unknown.Count | Should -BeGreaterOrEqual 1
    }

    It 'are errors as any other where the user names them, or says what becomes of errors' {
        Get-TmdbMovies 6 -ErrorAction SilentlyContinue -ErrorVariable named -WarningVariable said | Should -BeNullOrEmpty
        $named | Should -HaveCount 1
        $said | Should -BeNullOrEmpty
        { 1, 6, 2 | Get-TmdbMovies -ErrorAction Stop } | Should -Throw -ErrorId 'TmdbNotFound,*'
        $null = 1, 6, 2 | Get-TmdbMovies -ErrorAction SilentlyContinue -ErrorVariable silent -WarningVariable said
        $silent.TargetObject | Should -Be 6
        $said | Should -BeNullOrEmpty
        $ErrorActionPreference = 'Stop'
        { 1, 6, 2 | Get-TmdbMovies } | Should -Throw -ErrorId 'TmdbNotFound,*'
    }

    It 'are one warning of a job, too, and its report has them all' {
        $folder = New-TestFolder
        $job = Write-TestFile (Join-Path $folder job.json) '{"steps":[{"type":"FetchMovies","id":[1,6,12,2]}]}'

        $report = Invoke-LakeJob $job -Lake (Join-Path $folder lake) -Report -ErrorVariable unknown -WarningVariable said 3> $null

        $unknown.TargetObject | Should -Be 6, 12
        $said | Should -HaveCount 1
        "$said" | Should -BeLike 'TMDB knows nothing under 2 of the ids: 6, 12. *'
        $report.Failures.Target | Should -Be 6, 12
    }

    It 'have two names on two bars of one pipeline, and a total where the input is counted' {
        $pipeline = Start-Pipeline '1..60 | Get-TmdbMovies -RequestsPerSecond 40 -WarningAction Ignore | Get-TmdbCollection | Measure-Object'
        $null = $pipeline.Shell.EndInvoke($pipeline.Result)
        $records = @($pipeline.Shell.Streams.Progress | Where-Object Activity -Like '*fetching*')
        $pipeline.Shell.Dispose()

        $records.Activity | Sort-Object -Unique | Should -Contain 'Get-TmdbMovies: fetching each from TMDB'
        $records.Activity | Sort-Object -Unique | Should -Not -Contain 'Fetching from TMDB'
        $of = @($records | Where-Object { $_.Activity -like 'Get-TmdbMovies*' -and $_.StatusDescription -match 'of about (\d+)' } | ForEach-Object { $Matches[1] } | Sort-Object -Unique)
        $of | Should -Be 60
    }

    It 'have two names on two bars of the same command, too' {
        # So slow that each has a bar.
        Set-TmdbOption latency=300
        $pipeline = Start-Pipeline 'Get-TmdbMovies -First 60 -Summary | Get-TmdbMovies -RequestsPerSecond 40 -Append credits | Measure-Object'
        $null = $pipeline.Shell.EndInvoke($pipeline.Result)
        Set-TmdbOption latency=0
        $records = @($pipeline.Shell.Streams.Progress | Where-Object Activity -Like 'Get-TmdbMovies: fetching*')
        $pipeline.Shell.Dispose()

        $records.Activity | Sort-Object -Unique | Should -Be 'Get-TmdbMovies: fetching each from TMDB', 'Get-TmdbMovies: fetching from TMDB'
    }
}

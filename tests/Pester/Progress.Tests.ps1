BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)

    function Get-Progress([string] $Script, [hashtable] $Variable) {
        # The records that a pipeline writes, and how long it ran.
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $pipeline = Start-Pipeline $Script $Variable
        $null = $pipeline.Shell.EndInvoke($pipeline.Result)
        $pipeline.Shell.Streams.Error | Should -BeNullOrEmpty
        [pscustomobject] @{ Records = @($pipeline.Shell.Streams.Progress | Where-Object Activity -notlike 'Preparing*'); Seconds = $watch.Elapsed.TotalSeconds }
        $pipeline.Shell.Dispose()
    }
}

Describe 'Progress' {
    It 'of many small files is a line now and then, and none for each of them' {
        $folder = New-TestFolder
        1..300 | ForEach-Object { $null = Write-TestFile (Join-Path $folder "part$_.csv") "id|titulo`r`n$_|Film $_`r`n" }

        # The files come two milliseconds apart, so that no machine is too fast to show anything.
        $seen = Get-Progress 'Get-Item "$folder/*.csv" | ForEach-Object { Start-Sleep -Milliseconds 2; $_ } | Send-RawCsv -Lake "$folder/lake" -ThrottleLimit 2' @{ folder = $folder }

        # Five a second for all files, and those of a file that by chance took long; not one for each of 300.
        $ofAll = @($seen.Records | Where-Object ActivityId -eq 1)
        $ofAll | Should -Not -BeNullOrEmpty
        $ofAll.Count | Should -BeLessOrEqual (5 * $seen.Seconds + 2)
        $ofAll | ForEach-Object StatusDescription | Should -Match '^(\d+ done, \d+ under way, |Done)'
    }

    It 'takes away every bar that it has shown, and hangs files under the bar of all' {
        $folder = New-TestFolder
        1..3 | ForEach-Object { $null = New-LargeCsv (Join-Path $folder "large$_.csv") -Size 40MB }

        $records = (Get-Progress 'Get-Item "$folder/*.csv" | Test-RawCsv; Get-Item "$folder/*.csv" | Send-RawCsv -Lake "$folder/lake"' @{ folder = $folder }).Records

        # Whatever was shown on this machine, fast or slow.
        foreach ($bar in $records | Group-Object ActivityId, Activity | Where-Object { $_.Group.RecordType -contains 'Processing' -and $_.Group[0].ActivityId -ne 1 }) {
            "$($bar.Group[-1].RecordType)" | Should -Be Completed -Because $bar.Name
            $bar.Group | Where-Object RecordType -EQ Processing | ForEach-Object PercentComplete | ForEach-Object { $_ | Should -BeIn (0..100) }
        }

        foreach ($record in $records) {
            $record.ParentActivityId | Should -BeIn @(-1, 1)
        }

        @($records | Where-Object { $_.ActivityId -eq 1 } | Select-Object -Last 1 | Where-Object RecordType -ne Completed) | Should -BeNullOrEmpty
    }

    It 'is silent when nobody wants it' {
        $folder = New-TestFolder
        $null = New-LargeCsv (Join-Path $folder large.csv) -Size 40MB
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $folder {
            param($module, $folder)
            $ProgressPreference = 'SilentlyContinue'
            Import-Module $module
            (Send-RawCsv "$folder/large.csv" "$folder/lake" *>&1).Count
        }

        $said | Should -Be 1
    }
}

Describe 'Progress of tables' {
    It 'names the table, says the rows and what is done of all, and never goes back' {
        $folder = New-TestFolder
        Copy-Sample $folder
        $null = Send-RawCsv (Join-Path $folder movies.csv), (Join-Path $folder series.csv) "$folder/lake" -Date 2022-05-02
        $rows = ((Get-Content "$folder/movies.csv", "$folder/series.csv").Count) - 2

        $records = (Get-Progress 'Update-LakeTable -Lake "$folder/lake" -Date 2022-05-02 -WarningAction Ignore' @{ folder = $folder }).Records | Where-Object Activity -EQ 'Building tables'

        "$($records[-1].RecordType)" | Should -Be Completed
        $seen = @($records | Where-Object RecordType -EQ Processing | ForEach-Object {
                $_.StatusDescription | Should -Match '^[a-z_ ,]+; [\d,]+ rows?, \d+ of \d+ done$'
                $null = $_.StatusDescription -match '^(?<table>.+); (?<rows>[\d,]+) rows?, (?<done>\d+) of (?<total>\d+) done$'
                [pscustomobject] @{ Table = $Matches.table; Rows = [long] ($Matches.rows -replace ','); Done = [int] $Matches.done; Total = [int] $Matches.total; Percent = $_.PercentComplete; Left = $_.SecondsRemaining }
            })
        $seen[0].Table | Should -BeIn movies, series
        $seen.Table | Should -Contain fact_title
        $seen.Table | Should -Contain 'tests of fact_title'
        $seen[0].Done, $seen[0].Percent, $seen[0].Left | Should -Be 0, 0, -1 -Because 'nothing is done, and how long the rest takes is not known'
        $seen.Total | Sort-Object -Unique | Should -Be (2 + 2 * (Get-LakeTable -Lake "$folder/lake" -Layer Refined).Count)
        foreach ($property in 'Rows', 'Done', 'Percent') {
            $seen.$property | Should -Be ($seen.$property | Sort-Object) -Because "$property never goes back"
        }

        # What was read, and what was written.
        $seen[-1].Rows | Should -Be ($rows + ((Get-LakeTable -Lake "$folder/lake" -Layer Refined).Rows | Measure-Object -Sum).Sum)
        $seen[-1].Done, $seen[-1].Percent | Should -Be $seen[-1].Total, 100
    }
}

Describe "Progress of a crawl $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'says how many titles of how many, how fast and how long still' {
        # In a runspace of its own no more than 40 come in a second, however fast the machine is.
        $records = (Get-Progress 'Get-TmdbMovies -First 60 | Measure-Object' @{}).Records | Where-Object Activity -EQ 'Get-TmdbMovies: fetching from TMDB'

        # A busy machine may show the first before a title has come.
        $last = $records | Where-Object RecordType -EQ Processing | Select-Object -Last 1
        $last.StatusDescription | Should -Match '^\d+ of about 60, \d+\.\d/s$'
        $last.PercentComplete | Should -BeIn (1..100)
        $last.SecondsRemaining | Should -BeGreaterOrEqual 0
        "$($records[-1].RecordType)" | Should -Be Completed
    }

    It 'expects -First of every search, collection and genre, and of ids in all' -ForEach @(
        @{ Script = "Get-TmdbMovies -Title 'nº 1', 'nº 2', 'nº 3' -First 30"; Expected = 90 }
        @{ Script = 'Get-TmdbGenre | Select-Object -First 3 | Get-TmdbMovies -First 30'; Expected = 90 }
        @{ Script = 'Get-TmdbMovies -Id (1..120).Where{ $_ % 6 } -First 60'; Expected = 60 }
    ) {
        $records = (Get-Progress "$Script | Measure-Object" @{}).Records | Where-Object Activity -Like 'Get-TmdbMovies: fetching*'

        # What comes down the pipeline is known at its end.
        $last = $records | Where-Object RecordType -EQ Processing | Select-Object -Last 1
        $last.StatusDescription | Should -Match "^\d+ of about $Expected, "
    }

    It 'of a job names the step, and goes when the step is over' {
        $folder = New-TestFolder
        $job = Write-TestFile (Join-Path $folder job.json) '{ "tmdb": { "requestsPerSecond": 40 }, "steps": [
            { "name": "first", "type": "FetchMovies", "first": 60 }, { "name": "second", "type": "FetchMovies", "id": [1, 2], "specification": "Two" } ] }'

        $records = (Get-Progress 'Invoke-LakeJob $job -Lake "$folder/lake" -InformationAction Ignore' @{ job = $job; folder = $folder }).Records

        $ofFirst = @($records | Where-Object Activity -EQ 'Fetching first')
        $last = $ofFirst | Where-Object RecordType -EQ Processing | Select-Object -Last 1
        $last.StatusDescription | Should -Match '^\d+ of about 60, \d+\.\d/s$'
        $last.PercentComplete | Should -BeIn (1..100)
        "$($ofFirst[-1].RecordType)" | Should -Be Completed
        @($ofFirst | Where-Object RecordType -EQ Completed) | Should -HaveCount 1
    }

    It 'goes when the pipeline has enough, or ends with an error' -ForEach @(
        @{ Script = 'Get-TmdbMovies -First 200 | Select-Object -First 60'; Fault = $false }
        @{ Script = 'try { @((Get-TmdbMovies -First 60 -Summary).id) + 9999999 | Get-TmdbMovies -ErrorAction Stop } catch { }'; Fault = $false }
        @{ Script = 'try { Get-TmdbMovies -First 200 -Append credits | Select-Object -First 100 } catch { }'; Fault = $true }
    ) {
        if ($Fault) { Add-TmdbFault Unauthorized -Where /3/movie/ -After 60 -Times 500 }

        $records = (Get-Progress $Script @{}).Records

        "$($records[0].RecordType)" | Should -Be Processing
        "$($records[-1].RecordType)" | Should -Be Completed
    }
}

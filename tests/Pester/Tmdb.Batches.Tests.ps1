# From TMDB into a lake: what Write-RawJsonBatch does with records of TMDB.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

foreach ($kind in 'a folder', 'S3') {
    Describe "TMDB records, to $kind $missing" -ForEach @{ Kind = $kind } -Skip:([bool] $missing) {
        BeforeAll {
            Start-TmdbStandIn -Movies 1200
            Start-S3StandIn raw
        }

        AfterAll {
            Stop-StandIn
        }

        BeforeEach {
            $lake = $Kind -eq 'S3' ? "s3://raw/$([guid]::NewGuid().ToString('N'))" : (Join-Path (New-TestFolder) lake)
            $to = @{ Lake = $lake; Date = '2022-05-02' }
        }

        It 'stand in the file with the bytes that TMDB sent' {
            $read = 1, 2, 3 | Get-TmdbMovies -Append credits | Write-RawJsonBatch @to | Receive-LakeObject

            foreach ($record in $read) {
                $sent = Get-TmdbBytes "movie/$($record.id)?append_to_response=credits"
                [Convert]::ToHexString($record.GetBytes()) | Should -BeExactly ([Convert]::ToHexString($sent))
            }
        }

        It 'are neither fetched nor written again with -Resume, whatever id they are asked by' {
            Get-TmdbMovies -First 120 | Write-RawJsonBatch @to -Specification Movies | Out-Null
            $imdb = (Get-LakeObject $lake | Receive-LakeObject | Where-Object imdb_id | Select-Object -First 1).imdb_id
            $before = Get-TmdbRequestCount '/3/movie/*'

            $receipts = Get-TmdbMovies -First 150 |
                Write-RawJsonBatch @to -Specification Movies -Resume -InformationVariable said
            $none = $imdb | Get-TmdbMovies | Write-RawJsonBatch @to -Specification Movies -Resume

            $imdb | Should -Match '^tt'
            (Get-TmdbRequestCount '/3/movie/*') - $before | Should -Be 30
            ($receipts.Records | Measure-Object -Sum).Sum | Should -Be 30
            $none | Should -BeNullOrEmpty
            "$said" | Should -Match '120 titles are in the lake already and are not fetched again'
            (Get-LakeObject $lake | Receive-LakeObject).id | Select-Object -Unique | Should -HaveCount 150
        }

        It 'are fetched with -Resume where the lake holds <Held> of them, and <Wanted> are wanted' -ForEach @(
            @{ Held = 'entries of lists'; First = @{ Summary = $true }; Wanted = 'details'; Then = @{}; Structure = 'movie/{id}' }
            @{ Held = 'details'; First = @{}; Wanted = 'entries of lists'; Then = @{ Summary = $true }; Structure = 'discover/movie#results' }
            @{ Held = 'details'; First = @{}; Wanted = 'credits'; Then = @{ Append = 'keywords,credits' }; Structure = 'movie/{id}?append=credits,keywords' }
        ) {
            Get-TmdbMovies -First 3 @First | Write-RawJsonBatch @to -Specification Movies | Out-Null

            $receipt = Get-TmdbMovies -First 3 @Then | Write-RawJsonBatch @to -Specification Movies -Resume -InformationVariable said
            $none = Get-TmdbMovies -First 3 @Then | Write-RawJsonBatch @to -Specification Movies -Resume -InformationVariable saidThen

            $receipt.Records | Should -Be 3
            $receipt.Source | Should -BeExactly $Structure
            "$said" | Should -Not -Match 'in the lake already'
            $none | Should -BeNullOrEmpty
            "$saidThen" | Should -Match "3 titles are in the lake already and are not $($Then.ContainsKey('Summary') ? 'written' : 'fetched') again"
        }

        It 'are not fetched again with -Resume where the lake holds them with more parts than are wanted' {
            1..3 | Get-TmdbMovies -Append keywords, credits | Write-RawJsonBatch @to -Specification Movies | Out-Null
            $before = Get-TmdbRequestCount '/3/movie/*'

            1..3 | Get-TmdbMovies -Append credits | Write-RawJsonBatch @to -Specification Movies -Resume | Should -BeNullOrEmpty

            (Get-TmdbRequestCount '/3/movie/*') - $before | Should -Be 0
        }

        It 'are not fetched again with -Resume where they are asked for by id, with -Summary too' {
            1..3 | Get-TmdbMovies -Summary | Write-RawJsonBatch @to -Specification Movies | Out-Null
            $before = Get-TmdbRequestCount '/3/movie/*'

            1..3 | Get-TmdbMovies -Summary | Write-RawJsonBatch @to -Specification Movies -Resume | Should -BeNullOrEmpty
            Get-TmdbMovies -Id 1, 2, 3 -Summary | Write-RawJsonBatch @to -Specification Movies -Resume | Should -BeNullOrEmpty

            (Get-TmdbRequestCount '/3/movie/*') - $before | Should -Be 0
        }

        It 'are not guessed with -Resume where what is there cannot be read whole' {
            $local = Join-Path (New-TestFolder) lake
            $there = @{ Lake = $local; Date = '2022-05-02'; Specification = 'Movies' }
            $null = 1, 2 | Get-TmdbMovies | Write-RawJsonBatch @there
            $folder = Join-Path $local 'Raw/TMDB/JSON/Movies/2022/05/02'
            Set-Content (Join-Path $folder aaa.json) 'not json'

            { 1 | Get-TmdbMovies | Write-RawJsonBatch @there -Resume } | Should -Throw -ErrorId '*,DataLakeTools.Commands.WriteRawJsonBatchCommand'

            Get-ChildItem $folder | Should -HaveCount 2
        }

        It 'are not written again with -Resume where another command gives them' {
            1..5 | Get-TmdbMovies | Write-RawJsonBatch @to -Specification Movies | Out-Null

            $receipt = '{"id":5,"title":"again"}', '{"id":5,"first_air_date":null}', '{"id":6,"title":"new"}' | Write-RawJsonBatch @to -Specification Movies -Resume

            ($receipt.Records | Measure-Object -Sum).Sum | Should -Be 2
            (Get-LakeObject $lake | Receive-LakeObject).id | Sort-Object | Should -Be 1, 2, 3, 4, 5, 5, 6
        }

        It 'with -Resume are written though another record is no JSON' {
            1 | Get-TmdbMovies | Write-RawJsonBatch @to -Specification Movies | Out-Null

            $receipt = '{"id":2,"title":"x"}', '{"id":3,}', '{"id":5,"title":"z","imdb_id":"\ud800"}', '{"id":4,"title":"y"}' | Write-RawJsonBatch @to -Specification Movies -Resume -ErrorAction SilentlyContinue -ErrorVariable failed

            $receipt.Records | Should -Be 2
            $failed | Should -HaveCount 2
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidRecord,*'
        }

        It 'leave nothing of <What> in the session' -ForEach @(
            @{ What = 'a pipeline that ended'; Run = { 1 | Get-TmdbMovies | Write-RawJsonBatch @to -Resume } }
            @{ What = 'one without input'; Run = { @() | Get-TmdbMovies } }
            @{ What = 'one that ended with an error'; Run = { try { Get-TmdbMovies -Genre Krime } catch [Management.Automation.RuntimeException] { $_ } } }
        ) {
            & $Run | Out-Null

            Get-Variable DataLakeTools* -Scope Global | Should -BeNullOrEmpty
        }

        It 'cannot be both kept and removed' {
            { 1 | Get-TmdbMovies | Write-RawJsonBatch @to -Resume -Replace } | Should -Throw -ErrorId 'InvalidOption,*'
        }

        It 'go into files of their own for every structure' {
            $receipts = & {
                Get-TmdbMovies 1, 2
                Get-TmdbMovies 3 -Append credits
                Get-TmdbMovies -First 4 -Summary
                Get-TmdbGenre War
                Get-TmdbSeries 100001
            } | Write-RawJsonBatch @to

            $receipts | Sort-Object Source | ForEach-Object { "$($_.Records) $($_.Source)" } | Should -Be @(
                '4 discover/movie#results'
                '1 genre/movie/list#genres'
                '2 movie/{id}'
                '1 movie/{id}?append=credits'
                '1 tv/{id}')
        }

        It 'are Unchanged when the same run comes again, and another run overwrites nothing' {
            $first = Get-TmdbMovies -Genre Crime -First 150 | Write-RawJsonBatch @to
            $again = Get-TmdbMovies -Genre Crime -First 150 | Write-RawJsonBatch @to
            $other = Get-TmdbMovies -Genre Crime -First 151 | Write-RawJsonBatch @to

            $again.Status | Should -Be Unchanged, Unchanged
            $again.Key | Should -Be $first.Key
            $other.Status | Should -Be Unchanged, Uploaded
            Get-LakeObject $lake | Should -HaveCount 3
        }

        It 'replace the day with -Replace, though ids are unknown to TMDB' {
            $old = 1, 2 | Get-TmdbMovies | Write-RawJsonBatch @to

            $new = 3, 6 | Get-TmdbMovies -ErrorAction SilentlyContinue | Write-RawJsonBatch @to -Replace

            (Get-LakeObject $lake).Key | Should -Be $new.Key
            $new.Key | Should -Not -Be $old.Key
        }

        It 'replace nothing with -Replace when <What>' -ForEach @(
            @{ What = 'something before failed'; Records = { 3, 5 | Get-TmdbMovies; Write-Error 'lost' -ErrorAction SilentlyContinue } }
            @{ What = 'TMDB has no genre of that name'; Records = { Get-TmdbMovies -Genre Krime -ErrorAction SilentlyContinue } }
            @{ What = 'an id could not be fetched'; Records = { Add-TmdbFault Json500 -Where '/movie/1199' -Times 6; 3, 1199 | Get-TmdbMovies -ErrorAction SilentlyContinue } }
        ) {
            $old = 1, 2 | Get-TmdbMovies | Write-RawJsonBatch @to

            try {
                & $Records | Write-RawJsonBatch @to -Replace -WarningAction SilentlyContinue
            }
            catch {
                $_.FullyQualifiedErrorId | Should -BeLike 'TmdbNameUnknown,*'
            }

            (Get-LakeObject $lake).Key | Should -Contain $old.Key
        }

        It 'replace nothing with -Replace when an id could not be fetched and <What>' -ForEach @(
            @{ What = 'hundreds that TMDB does not know came after it'; Ids = @(3, 1199) + (1201..1500); Action = 'Continue' }
            @{ What = 'errors are ignored'; Ids = 3, 1199; Action = 'Ignore' }
            @{ What = 'it is none at all, with errors ignored'; Ids = 3, 'no id'; Action = 'Ignore' }
        ) {
            $old = 1, 2 | Get-TmdbMovies | Write-RawJsonBatch @to
            Add-TmdbFault Json500 -Where '/movie/1199' -Times 6
            $ErrorActionPreference = 'Continue'

            $null = $Ids | Get-TmdbMovies -RequestsPerSecond 500 -ErrorAction $Action 2> $null 3> $null | Write-RawJsonBatch @to -Replace -WarningVariable said -WarningAction SilentlyContinue

            "$said" | Should -Match 'removed nothing'
            (Get-LakeObject $lake).Key | Should -Contain $old.Key
        }

        It 'replace nothing with -Replace when errors are ignored in <What>' -ForEach @(
            @{ What = 'a script block'; Records = { 3, 1199 | Get-TmdbMovies -ErrorAction Ignore } }
            @{ What = 'a function that calls another'; Records = { function Get-Ours { function Get-Inner { 3, 'no id' | Get-TmdbMovies -ErrorAction Ignore }; Get-Inner }; Get-Ours } }
            @{ What = 'a script block with an assignment'; Records = { $films = 3, 'no id' | Get-TmdbMovies -ErrorAction Ignore; $films } }
            @{ What = 'a script block that swallows the end of a command'; Records = { 3 | Get-TmdbMovies; try { Get-TmdbMovies -Genre Krime -ErrorAction Ignore } catch [Management.Automation.RuntimeException] { $global:Error.RemoveAt(0) } } }
            @{ What = 'a script block that reads a file'; Records = { 3 | Get-TmdbMovies; Import-RawCsv ./no-such-file.csv -ErrorAction Ignore } }
        ) {
            $old = 1, 2 | Get-TmdbMovies | Write-RawJsonBatch @to
            Add-TmdbFault Json500 -Where '/movie/1199' -Times 6

            $null = & $Records | Write-RawJsonBatch @to -Replace -WarningVariable said -WarningAction SilentlyContinue

            "$said" | Should -Match 'removed nothing'
            (Get-LakeObject $lake).Key | Should -Contain $old.Key
            Get-Variable DataLakeTools* -Scope Global | Should -BeNullOrEmpty
        }

        It 'are named by -WhatIf with what would be removed, and nothing happens' {
            $old = 1, 2 | Get-TmdbMovies | Write-RawJsonBatch @to

            (3 | Get-TmdbMovies | Write-RawJsonBatch @to -Replace -WhatIf).Status | Should -Be WhatIf

            (Get-LakeObject $lake).Key | Should -Be $old.Key
        }

        It 'are written while fetching goes on, and complete files stay after a stop' {
            Set-TmdbOption latency=20
            try {
                $pipeline = Start-Pipeline 'Get-TmdbMovies -All | Write-RawJsonBatch -Lake $lake -Date 2022-05-02' @{ lake = $lake }
                Wait-Until -What 'a file is there' { Get-LakeObject $lake -ErrorAction Ignore }

                $pipeline.Shell.Stop()
            }
            finally {
                Set-TmdbOption latency=0
            }

            $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
            $files = Get-LakeObject $lake
            $files | ForEach-Object { $_ | Receive-LakeObject | Should -HaveCount 100 }
            if ($Kind -ne 'S3') {
                Get-ChildItem $lake -Recurse -Force -File | Should -HaveCount @($files).Count
            }
        }
    }
}

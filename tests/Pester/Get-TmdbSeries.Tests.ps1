BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbSeries $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'finds series by genre of series' {
        $series = Get-TmdbSeries -Genre 'War & Politics' -First 5

        $series | Should -HaveCount 5
        $series[0] | Should -BeOfType DataLakeTools.TmdbSeries
        foreach ($one in $series) {
            $one.genres.name | Should -Contain 'War & Politics'
        }
    }

    It 'sends the network that it was given, or that $PSDefaultParameterValues has' {
        $PSDefaultParameterValues = @{ 'Get-TmdbSeries:Network' = 7 }
        Get-TmdbSeries -Network 213 -Summary -First 1
        Get-TmdbSeries -Summary -First 1

        (Get-TmdbLog | Where-Object pathAndQuery -like '*discover/tv*').pathAndQuery -replace '.*[?&]with_networks=(\d+).*', '$1' | Select-Object -Last 2 | Should -Be 213, 7
    }

    It 'finds IMDb ids, mixed with those of TMDB' {
        $imdb = (Get-TmdbSeries 100003 -Append external_ids).external_ids.imdb_id

        (100001, $imdb | Get-TmdbSeries).id | Should -Be 100001, 100003
    }

    It 'says when an IMDb id is a film''s' {
        Get-TmdbSeries tt0000002 -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'TmdbNotFound,DataLakeTools.Commands.GetTmdbSeriesCommand'
        "$($wrong[0])" | Should -Match 'film'
    }

    It 'searches titles' {
        (Get-TmdbSeries -Title 'nº 100005').id | Should -Be 100005
    }

    It 'takes a person for that person''s series, and refuses films' {
        $series = Get-TmdbPerson -Id 3 | Get-TmdbSeries -Append credits
        $series.credits.cast.id | Should -Contain 3

        Get-TmdbMovies 1 | Get-TmdbSeries -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $wrong.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.GetTmdbSeriesCommand'
    }

    It 'shows id, date, votes, popularity and name in a table' {
        Get-TmdbSeries -First 1 | Out-String -Width 100 | Should -Match 'Id\s+Date\s+Votes\s+Average\s+Popularity\s+Title'
    }

    It 'gives all' {
        Get-TmdbSeries -All -Summary | Should -HaveCount 120
    }
}

BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Invoke-TmdbApi $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'gives the answer of any path' {
        (Invoke-TmdbApi configuration).images.base_url | Should -BeLike 'http*'
        (Invoke-TmdbApi /3/movie/7).title | Should -Match '^Film'
    }

    It 'gives pages, and the entries of pages' {
        (Invoke-TmdbApi movie/7/reviews).results | Should -HaveCount 20
        (Invoke-TmdbApi movie/7/reviews -AllPages).page | Should -Be 1, 2, 3
        Invoke-TmdbApi movie/7/reviews -AllPages -ExpandResults | Should -HaveCount 45
        Invoke-TmdbApi movie/7/reviews -First 25 | Should -HaveCount 25
    }

    It 'sends parameters as TMDB writes them' {
        $null = Invoke-TmdbApi discover/movie -Query @{ include_adult = $true; 'primary_release_date.gte' = [datetime] '2001-02-03'; with_genres = 80, 18; 'vote_average.gte' = 5.5 }

        $sent = (Get-TmdbLog)[-1].pathAndQuery
        foreach ($part in 'include_adult=true', 'primary_release_date.gte=2001-02-03', 'with_genres=80,18', 'vote_average.gte=5.5') {
            $sent | Should -BeLike "*$part*"
        }
    }

    It 'gives an error for a path that is not there, and goes on' {
        (Invoke-TmdbApi no/such, configuration -ErrorVariable wrong -ErrorAction SilentlyContinue).images | Should -Not -BeNullOrEmpty
        $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'TmdbNotFound,DataLakeTools.Commands.InvokeTmdbApiCommand'
    }

    It 'takes no secret in a path' {
        Invoke-TmdbApi 'movie/7?api_key=abc' -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.InvokeTmdbApiCommand'
        "$($wrong[0])" | Should -Not -Match 'abc'
    }

    It 'gives entries their kind, so that the next cmdlet understands them' {
        (Invoke-TmdbApi discover/movie -First 3 | Get-TmdbMovies).budget | Should -HaveCount 3
    }
}

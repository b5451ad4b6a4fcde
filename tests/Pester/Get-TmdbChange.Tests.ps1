BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbChange $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'gives the ids of what changed, each once, and splits what is more than 14 days' {
        $before = Get-TmdbRequestCount '*/movie/changes*'

        $changes = Get-TmdbChange -Since 2024-01-01 -Until 2024-02-15

        $changes.id | Sort-Object -Unique | Should -HaveCount $changes.Count
        $changes.Count | Should -BeGreaterThan 800
        (Get-TmdbRequestCount '*/movie/changes*') - $before | Should -BeGreaterThan 4
    }

    It 'knows of what the ids are: <Kind>' -ForEach @(
        @{ Kind = 'Movie'; Path = 'movie' }, @{ Kind = 'Series'; Path = 'tv' }, @{ Kind = 'Person'; Path = 'person' }
    ) {
        $null = Get-TmdbChange -Since 2024-01-01 -Until 2024-01-02 -Kind $Kind
        (Get-TmdbLog)[-1].pathAndQuery | Should -BeLike "*/$Path/changes*"
    }

    It 'leads to the films that changed, and a changed person to films of that person' {
        (Get-TmdbChange -Since 2024-01-01 -Until 2024-01-02 | Where-Object id -le 5 | Get-TmdbMovies).id | Should -Be 1, 2, 3, 4, 5
        (Get-TmdbChange -Since 2024-01-01 -Until 2024-01-02 -Kind Person | Where-Object id -eq 3 | Get-TmdbMovies -Append credits)[0].credits.cast.id | Should -Contain 3
    }

    It 'refuses an end before the beginning' {
        { Get-TmdbChange -Since 2024-02-01 -Until 2024-01-01 } | Should -Throw -ErrorId 'InvalidOption,DataLakeTools.Commands.GetTmdbChangeCommand'
    }
}

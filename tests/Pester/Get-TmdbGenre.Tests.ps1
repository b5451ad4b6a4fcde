BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbGenre $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'lists the genres of films, and those of series' {
        (Get-TmdbGenre).name | Should -Contain 'War'
        (Get-TmdbGenre -Media Series).name | Should -Contain 'War & Politics'
    }

    It 'speaks other languages' {
        (Get-TmdbGenre -Language pt-BR).name | Should -Contain 'Ficção científica'
    }

    It 'gives some by name or id' {
        (Get-TmdbGenre war, 80).name | Should -Be War, Crime
    }

    It 'gives an error with the near ones for one that is unknown, and goes on' {
        (Get-TmdbGenre Krime, War -ErrorVariable unknown -ErrorAction SilentlyContinue).id | Should -Be 10752

        $unknown[0].FullyQualifiedErrorId | Should -BeExactly 'TmdbNameUnknown,DataLakeTools.Commands.GetTmdbGenreCommand'
        "$($unknown[0])" | Should -Match 'Near ones: Crime'
    }
}

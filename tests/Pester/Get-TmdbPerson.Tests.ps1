BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbPerson $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'finds people by name: <Name>' -ForEach @(
        @{ Name = 'Fernanda Montenegro'; Id = 1 }
        @{ Name = 'FERNANDA MONTENEGRO'; Id = 1 }
        @{ Name = 'José Wilker'; Id = 2 }
        @{ Name = 'jose wilker'; Id = 2 }
    ) {
        $person = Get-TmdbPerson -Name $Name

        $person.id | Should -Be $Id
        $person | Should -BeOfType DataLakeTools.TmdbPerson
        $person.birthday | Should -Be '1929-10-16'
    }

    It 'gives an error that lists the near ones for a name that is unknown, and goes on' {
        (Get-TmdbPerson 'Fernanda Montenegra', 'José Wilker' -ErrorVariable unknown -ErrorAction SilentlyContinue).id | Should -Be 2

        $unknown[0].FullyQualifiedErrorId | Should -BeExactly 'TmdbNameUnknown,DataLakeTools.Commands.GetTmdbPersonCommand'
        $unknown[0].TargetObject | Should -Be 'Fernanda Montenegra'
        "$($unknown[0])" | Should -Match 'Near ones: Fernanda Montenegro \(1\)'
    }

    It 'searches parts of names' {
        (Get-TmdbPerson -Search wilker).name | Should -Be 'José Wilker', 'Jose Wilker Filho'
        Get-TmdbPerson -Search Person -First 30 | Should -HaveCount 30
    }

    It 'gives details for ids and for entries' {
        (1, 2 | Get-TmdbPerson).birthday | Should -HaveCount 2
        (Get-TmdbPerson -Search wilker | Get-TmdbPerson).birthday | Should -HaveCount 2
    }

    It 'takes no film for a person' {
        Get-TmdbMovies 1 | Get-TmdbPerson -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $wrong.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.GetTmdbPersonCommand'
    }
}

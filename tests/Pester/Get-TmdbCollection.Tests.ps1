BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbCollection $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'gives the collections of films, each once' {
        $movies = Get-TmdbMovies -All | Where-Object belongs_to_collection

        $collections = $movies | Get-TmdbCollection

        $collections.id | Should -Be ($movies.belongs_to_collection.id | Select-Object -Unique)
        $collections[0].parts.id | Should -Contain $movies[0].id
    }

    It 'fetches the details of films that do not say their collection yet' {
        (Get-TmdbMovies -All -Summary | Get-TmdbCollection).id | Sort-Object | Should -Be 1, 6, 11, 16, 21
    }

    It 'gives collections <How>' -ForEach @(
        @{ How = 'by id'; Get = { Get-TmdbCollection -Id 1, 6 } }
        @{ How = 'by name'; Get = { Get-TmdbCollection 'collection 1', 'COLLECTION 6' } }
        @{ How = 'from ids of the pipeline'; Get = { 1, '6' | Get-TmdbCollection } }
        @{ How = 'from entries of a search'; Get = { Get-TmdbCollection -Search 'Collection' | Where-Object id -in 1, 6 | Get-TmdbCollection } }
    ) {
        $found = & $Get
        $found.id | Should -Be 1, 6
        $found[0].parts | Should -Not -BeNullOrEmpty
    }

    It 'gives an error for <What>, and goes on' -ForEach @(
        @{ What = 'an unknown id'; Given = 999; Id = 'TmdbNotFound' }
        @{ What = 'a person'; Given = { Get-TmdbPerson -Id 3 }; Id = 'InvalidOption' }
    ) {
        $given = $Given -is [scriptblock] ? (& $Given) : $Given

        (1, $given, 6 | Get-TmdbCollection -ErrorVariable wrong -ErrorAction SilentlyContinue).id | Should -Be 1, 6

        $wrong.FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.GetTmdbCollectionCommand"
    }
}

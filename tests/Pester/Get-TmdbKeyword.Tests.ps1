BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbKeyword $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'gives keywords <How>' -ForEach @(
        @{ How = 'by name'; Get = { Get-TmdbKeyword 'palavra 7' } }
        @{ How = 'by id'; Get = { Get-TmdbKeyword -Id 7 } }
        @{ How = 'from the pipeline'; Get = { '7' | Get-TmdbKeyword } }
        @{ How = 'by a search'; Get = { Get-TmdbKeyword -Search 'palavra 7' } }
    ) {
        (& $Get).name | Should -Be 'palavra 7'
    }

    It 'gives an error for a name that is unknown' {
        Get-TmdbKeyword palavrinha -ErrorVariable unknown -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $unknown[0].FullyQualifiedErrorId | Should -BeExactly 'TmdbNameUnknown,DataLakeTools.Commands.GetTmdbKeywordCommand'
    }
}

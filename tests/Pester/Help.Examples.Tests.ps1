# Every example of the help runs as it is written, and what the help says is shown then is shown.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1 -Force
    $missing = Get-MissingStandIn
    $examples = Get-HelpExample
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1
    Import-Module (Get-BuiltModule)
}

Describe "An example of the help $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 3000 -Argument --well-known, true
        Start-S3StandIn my-lake
    }

    AfterAll {
        Stop-StandIn
    }

    It 'does what it says: <_.Command>, <_.Title>' -ForEach $examples {
        $shown = Invoke-HelpExample $_.Code (Join-Path (New-TestFolder) films)

        if ($_.Output) {
            ConvertTo-HelpShape $shown | Should -BeExactly (ConvertTo-HelpShape $_.Output)
        }
    }
}

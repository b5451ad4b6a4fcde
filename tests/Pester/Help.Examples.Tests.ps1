# Every example of the help runs as it is written, and what the help says is shown then is shown.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1 -Force
    $missing = Get-MissingStandIn
    $missingPage = Get-MissingPage
    $examples = Get-HelpExample | Where-Object { -not $missingPage -or $_.Command -ne 'Export-LakeDashboard' }
    $tables = Get-MarkdownExample "$PSScriptRoot/../../module/docs/en-US/about_LakeTables.md"
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

    It 'runs as it is written: about_LakeTables, <_.Title>' -ForEach $tables {
        $shown = Invoke-HelpExample $_.Code (Join-Path (New-TestFolder) films) 3> $null

        $shown | Should -Match 'tt0\d{6}[|,]' -Because 'both end with a trace to the bytes'
    }

    It 'shows a model with a seed, a column of a table that ships and a test of one, and they hold' {
        $folder = Join-Path (New-TestFolder) films
        $example = Get-MarkdownExample "$PSScriptRoot/../../module/docs/en-US/about_LakeTables.md" | Where-Object Code -Match fact_rating
        $shown = Invoke-HelpExample $example.Code $folder 3> $null

        $shown | Should -Match 'great, see it'
        $shown | Should -Match 'lasted_years'
        Get-ChildItem $folder/lake/Refined/Lake/JSON -Recurse -File | Get-Content -Raw | Should -Match 'every_title_has_a_year'
    }
}

Describe 'about_LakeTables' {
    It 'shows the same model and the same commands in both languages' {
        $topics = 'en-US', 'pt-BR' | ForEach-Object { Join-Path $PSScriptRoot "../../module/docs/$_/about_LakeTables.md" }

        (Get-HelpModelFile).Path | Should -HaveCount 10
        (Get-HelpModelFile pt-BR).Path | Should -Be (Get-HelpModelFile).Path
        (Get-HelpModelFile pt-BR).Text | Should -Be (Get-HelpModelFile).Text
        (Get-MarkdownExample $topics[1]).Code | Should -Be (Get-MarkdownExample $topics[0]).Code
    }
}

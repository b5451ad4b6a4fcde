BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Get-LakeSummary, from $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TestLake $Kind
            $folder = New-TestFolder
            Copy-Sample $folder
            $films, $series = Send-RawCsv (Join-Path $folder movies.csv), (Join-Path $folder series.csv) $lake.Address -Date 2022-05-02
            $batches = @(1..250 | ForEach-Object { "{`"id`":$_}" } | Write-RawJsonBatch $lake.Address Movies/Crime -Date 2022-05-03)
        }

        It 'is one line for each specification and day' {
            $sums = Get-LakeSummary $lake.Address

            $sums | ForEach-Object { "$_" } | Should -Be Raw/Local/CSV/Movies/2022/05/02, Raw/Local/CSV/Series/2022/05/02, Raw/TMDB/JSON/Movies/Crime/2022/05/03
            $sums.Files | Should -Be 1, 1, 3
            $sums.Bytes | Should -Be $films.Size, $series.Size, ($batches | Measure-Object Size -Sum).Sum
            $sums.Records | Where-Object { $null -ne $_ } | Should -BeNullOrEmpty -Because 'nothing was read'
            $sums[2].Newest | Should -Be ((Get-LakeObject $lake.Address -Origin TMDB).LastModified | Sort-Object | Select-Object -Last 1)
        }

        It 'counts rows and records with -Count' {
            (Get-LakeSummary $lake.Address -Count).Records | Should -Be 60, 40, 250
        }

        It 'says which file cannot be counted, and counts the others' {
            $other = New-TestFolder
            $null = Send-RawCsv "$folder/movies.csv", "$folder/series.csv" $other -Date 2022-05-02
            $broken = Get-LakeObject $other -Specification Movies
            [IO.File]::WriteAllText((Join-Path $other $broken.Key), '')

            $sums = Get-LakeSummary $other -Count -ErrorVariable wrong -ErrorAction SilentlyContinue

            $sums.Specification | Should -Be Movies, Series
            $sums.Records | Should -Be $null, 40
            @($wrong).TargetObject | Should -Match 'movies\.csv'
        }

        It 'takes what Get-LakeObject takes' {
            (Get-LakeSummary $lake.Address -Specification Movies/Crime).Files | Should -Be 3
            (Get-LakeSummary $lake.Address -From 2022-05-03).Origin | Should -Be TMDB
            Get-LakeSummary $lake.Address -Layer Trusted | Should -BeNullOrEmpty
        }

        It 'fits a console of 80 columns' {
            $shown = Get-LakeSummary $lake.Address -Count | Out-String -Width 79

            $shown | Should -Match '(?m)^2022-05-03 +3 +250 +\d[\d.]* KB \d{4}-\d\d-\d\d \d\d:\d\dZ TMDB/JSON/Movies/Crime'
        }
    }
}

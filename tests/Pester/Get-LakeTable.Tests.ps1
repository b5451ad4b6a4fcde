BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Clear-AwsSetting
    $lake = New-TableLake Folder
    $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'Get-LakeTable' {
    It 'lists what was built, Trusted first' {
        $tables = Get-LakeTable -Lake $lake.Address
        $tables.Table | Sort-Object | Should -BeExactly ($built.Table | Sort-Object)
        $tables[0..2].Layer | Sort-Object -Unique | Should -Be Trusted
        $tables | ForEach-Object { "$($_.Table) $($_.Rows) $($_.Size)" } | Sort-Object | Should -BeExactly ($built | ForEach-Object { "$($_.Table) $($_.Rows) $($_.Size)" } | Sort-Object)
    }

    It 'says what a table was built from, when, with what, and what its tests said' {
        $movies = Get-LakeTable movies -Lake $lake.Address
        $movies.Inputs | Should -Be Raw/Local/CSV/Movies/2022/05/02/movies.csv
        $movies.Keys | Should -Be Trusted/Local/Parquet/Movies/2022/05/02/movies.parquet
        $movies.Engine | Should -BeLike 'DuckDB 1.5.*'
        $movies.Age | Should -BeGreaterOrEqual ([timespan]::Zero)
        $movies.Built | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(-1))
        $fact = Get-LakeTable fact_title -Lake $lake.Address
        $fact.TestsPassed | Should -BeGreaterThan 0
        $fact.TestsFailed | Should -Be 0
        $fact.Inputs | Should -Contain $movies.Keys[0]
        (Get-LakeTable dim_war -Lake $lake.Address).Inputs | Should -BeNullOrEmpty -Because 'it is made of a seed alone'
    }

    It 'tells the columns: name, type, meaning, source' {
        $columns = (Get-LakeTable movies -Lake $lake.Address).Columns
        $columns | Should -HaveCount 15
        $columns[3].Name, $columns[3].Type, $columns[3].Source | Should -BeExactly ano_lancamento, smallint, anoLancamento
        $columns.Meaning | Should -Not -Contain ''
    }

    It 'speaks Portuguese where PowerShell does' {
        $english = (Get-LakeTable fact_title -Lake $lake.Address).Grain
        $culture = [Globalization.CultureInfo]::CurrentUICulture
        try {
            [Globalization.CultureInfo]::CurrentUICulture = 'pt-BR'
            (Get-LakeTable fact_title -Lake $lake.Address).Grain | Should -Not -Be $english
        }
        finally {
            [Globalization.CultureInfo]::CurrentUICulture = $culture
        }
    }

    It 'names the fields of the raw data that no column has' {
        (Get-LakeTable tmdb_movies -Lake $lake.Address).OutsideContract | Should -BeExactly video
    }

    It 'takes wildcards and a layer' {
        (Get-LakeTable dim_* -Lake $lake.Address).Table | Should -BeExactly ($built.Table -like 'dim_*' | Sort-Object)
        (Get-LakeTable -Layer Trusted -Lake $lake.Address).Table | Should -BeExactly movies, series, tmdb_movies
    }

    It 'refuses a name that the lake does not have' {
        { Get-LakeTable nothing -Lake $lake.Address -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound,*'
    }

    It 'lists nothing where nothing was built' {
        Get-LakeTable -Lake (New-TestFolder) | Should -BeNullOrEmpty
    }

    It 'lists as of a day' {
        Get-LakeTable -Lake $lake.Address -Date 2022-05-01 | Should -BeNullOrEmpty
    }

    It 'completes the names of the tables' {
        $line = "Get-LakeTable fact -Lake '$($lake.Address)'"
        (TabExpansion2 $line 18).CompletionMatches.CompletionText | Should -BeExactly ($built.Table -like 'fact*' | Sort-Object)
    }

    It 'says of a manifest that cannot be read which it is' {
        $other = New-TestFolder
        $manifest = Join-Path $other Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json
        $null = New-Item $manifest -Force -Value '{"format":1'
        { Get-LakeTable -Lake $other -ErrorAction Stop } | Should -Throw -ErrorId 'ManifestUnreadable,*' -ExpectedMessage "*$manifest*"
    }
}

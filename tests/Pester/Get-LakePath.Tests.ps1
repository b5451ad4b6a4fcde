BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
}

Describe 'Get-LakePath' {
    It 'gives <Expected>' -ForEach @(
        @{ Given = @{ Path = 'movies.csv' }; Expected = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv' }
        @{ Given = @{ Path = './data/series.csv' }; Expected = 'Raw/Local/CSV/Series/2022/05/02/series.csv' }
        @{ Given = @{ Path = 'prt-uty-nfd.json'; Origin = 'TMDB'; Format = 'JSON' }; Expected = 'Raw/TMDB/JSON/2022/05/02/prt-uty-nfd.json' }
        @{ Given = @{ Path = 'idf-uet-wqt.json'; Origin = 'TMDB'; Format = 'JSON'; Specification = 'Movies/Crime' }; Expected = 'Raw/TMDB/JSON/Movies/Crime/2022/05/02/idf-uet-wqt.json' }
        @{ Given = @{ Path = 'movies.csv'; Specification = '' }; Expected = 'Raw/Local/CSV/2022/05/02/movies.csv' }
        @{ Given = @{ Path = 'movies.csv'; Layer = 'Trusted' }; Expected = 'Trusted/Local/CSV/Movies/2022/05/02/movies.csv' }
        @{ Given = @{ Path = 'ação [1] 🎬.csv' }; Expected = 'Raw/Local/CSV/Ação [1] 🎬/2022/05/02/ação [1] 🎬.csv' }
    ) {
        $key = Get-LakePath @Given -Date 2022-05-02

        $key.PSTypeNames[0] | Should -BeExactly DataLakeTools.LakeKey
        $key.Value | Should -BeExactly $Expected
        "$key" | Should -BeExactly $Expected
    }

    It 'gives the key that Send-RawCsv uses' {
        $folder = New-TestFolder
        Copy-Sample $folder

        $keys = Get-ChildItem $folder/*.csv | Get-LakePath -Date 2022-05-02
        $receipts = Get-ChildItem $folder/*.csv | Send-RawCsv -Lake (Join-Path $folder lake) -Date 2022-05-02

        $keys.Value | Should -BeExactly $receipts.Key
    }

    It 'uses today when no date is given' {
        $before = Get-Date
        $key = Get-LakePath movies.csv

        $key.Date.ToString('o') | Should -BeIn @($before, (Get-Date) | ForEach-Object { $_.ToString('yyyy-MM-dd') })
    }

    It 'takes a day as <Given>, in every culture' -ForEach @(
        @{ Given = '2022-05-02' }, @{ Given = '2022-05-02T23:59:59.0000000' }, @{ Given = [datetime]::new(2022, 5, 2) }, @{ Given = [DateOnly]::new(2022, 5, 2) }
        @{ Given = '2022-05-02T23:00:00-14:00' }, @{ Given = '2022-05-02T01:00+14:00' }, @{ Given = '2022-05-02T23:59:59Z' }
        @{ Given = [DateTimeOffset] '2022-05-02T23:00-14:00' }, @{ Given = [DateTimeOffset] '2022-05-02T01:00+14:00' }
    ) {
        $before = [cultureinfo]::CurrentCulture
        try {
            foreach ($culture in 'pt-BR', 'en-US') {
                [cultureinfo]::CurrentCulture = $culture
                (Get-LakePath a.csv -Date $Given).Folder | Should -BeExactly Raw/Local/CSV/A/2022/05/02
            }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }

    It 'takes no day that is another one elsewhere, and says how it is written: <Given>' -ForEach @(
        @{ Given = '2022/05/02T10:00' }, @{ Given = '2022-05-2 T10:00' }
        @{ Given = '02/05/2022' }, @{ Given = '2022/05/02' }, @{ Given = '5 May 2022' }, @{ Given = 20220502 }, @{ Given = '2022' }
    ) {
        $thrown = { Get-LakePath a.csv -Date $Given } | Should -Throw -PassThru -ErrorId 'ParameterArgumentTransformationError,DataLakeTools.Commands.GetLakePathCommand'
        "$thrown" | Should -BeLike "*'$Given' is no date that means the same everywhere. Write the year, the month and the day: 20??-??-??.*"
    }

    It 'says that a day does not exist: <_>' -ForEach '2022-13-01', '2026-11-31', '2023-02-29' {
        { Get-LakePath a.csv -Date $_ } | Should -Throw "*There is no day '$_'.*"
    }

    It 'takes several names, from the pipeline too' {
        ('a.csv', 'b.csv' | Get-LakePath -Date 2022-05-02).FileName | Should -Be a.csv, b.csv
        (Get-LakePath a.csv, b.csv -Date 2022-05-02).FileName | Should -Be a.csv, b.csv
    }

    It 'takes a key apart with -Key' {
        $key = Get-LakePath -Key Raw/TMDB/JSON/Movies/Crime/2022/05/02/idf-uet-wqt.json

        $key.Layer | Should -BeExactly Raw
        $key.Origin | Should -BeExactly TMDB
        $key.Format | Should -BeExactly JSON
        $key.Specification | Should -BeExactly Movies, Crime
        $key.Date.ToString('o') | Should -BeExactly 2022-05-02
        $key.FileName | Should -BeExactly idf-uet-wqt.json
        $key.Folder | Should -BeExactly Raw/TMDB/JSON/Movies/Crime/2022/05/02
    }

    It 'takes the keys of receipts apart' {
        $receipt = [pscustomobject] @{ Key = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'; Size = 1 }
        ($receipt | Get-LakePath).Specification | Should -Be Movies
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a level of dots'; Given = @{ Path = 'a.csv'; Specification = 'A/../B' } }
        @{ What = 'an empty level'; Given = @{ Path = 'a.csv'; Specification = 'A//B' } }
        @{ What = 'a backslash'; Given = @{ Path = 'a.csv'; Specification = 'A\B' } }
        @{ What = 'a control character'; Given = @{ Path = 'a.csv'; Specification = "A`tB" } }
        @{ What = 'a slash in the origin'; Given = @{ Path = 'a.csv'; Origin = 'A/B' } }
        @{ What = 'more than 1,024 bytes'; Given = @{ Path = "$('é' * 600).csv" } }
        @{ What = 'a path without a file name'; Given = @{ Path = 'folder/' } }
        @{ What = 'a key that is none'; Given = @{ Key = 'movies.csv' } }
        @{ What = 'a key without a date'; Given = @{ Key = 'Raw/Local/CSV/Movies/22/5/2/movies.csv' } }
        @{ What = 'a key with a day that does not exist'; Given = @{ Key = 'Raw/Local/CSV/Movies/2022/02/30/movies.csv' } }
    ) {
        Get-LakePath @Given -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidKey,DataLakeTools.Commands.GetLakePathCommand'
        $errors[0].CategoryInfo.Category | Should -Be InvalidArgument
        $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'goes on after a name that cannot be' {
        $keys = Get-LakePath 'a.csv', 'folder/', 'b.csv' -Date 2022-05-02 -ErrorVariable errors -ErrorAction SilentlyContinue
        $keys.FileName | Should -Be a.csv, b.csv
        $errors | Should -HaveCount 1
    }

    It 'gives the same in the culture <Culture>' -ForEach @(
        @{ Culture = 'pt-BR' }, @{ Culture = 'th-TH' }, @{ Culture = 'ar-SA' }, @{ Culture = 'tr-TR' }
    ) {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $Culture
            $key = Get-LakePath index.csv -Date 2022-05-02
            $parsed = Get-LakePath -Key $key.Value
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }

        $key.Value | Should -BeExactly 'Raw/Local/CSV/Index/2022/05/02/index.csv'
        $parsed | Should -Be $key
    }

    It 'shows the key as a table' {
        Get-LakePath movies.csv -Date 2022-05-02 | Out-String | Should -Match 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
    }

    It 'runs under the latest strict mode' {
        Set-StrictMode -Version Latest
        (Get-LakePath movies.csv -Date 2022-05-02).FileName | Should -Be movies.csv
    }
}

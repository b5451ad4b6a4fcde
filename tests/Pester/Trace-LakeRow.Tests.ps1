BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer
    $sample = Join-Path $PSScriptRoot ../../module/samples/data
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Trace-LakeRow, in $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TableLake $Kind
            $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
            $lines = [IO.File]::ReadAllText((Join-Path $sample movies.csv)) -split "`r`n"
        }

        It 'shows the lines of the CSV file that a title comes from, byte for byte' {
            $id = ($lines[1] -split '\|')[0]
            $expected = foreach ($number in 1..$lines.Count) {
                if ($lines[$number - 1].StartsWith("$id|")) { [pscustomobject] @{ Line = $number; Text = $lines[$number - 1] } }
            }
            $traces = Trace-LakeRow fact_title $id -Lake $lake.Address | Sort-Object Line
            $traces.Line | Should -Be $expected.Line
            $traces.Text | Should -BeExactly $expected.Text
            $traces.RawKey | Sort-Object -Unique | Should -Be Raw/Local/CSV/Movies/2022/05/02/movies.csv
            $all = [IO.File]::ReadAllBytes((Join-Path $sample movies.csv))
            foreach ($trace in $traces) {
                [Text.Encoding]::UTF8.GetString($all, $trace.Offset, $trace.Bytes.Length) | Should -BeExactly $trace.Text
            }
        }

        It 'shows the JSON record that a title comes from' {
            $trace = Trace-LakeRow fact_title tt0137523 -Lake $lake.Address
            $trace.Text | Should -BeExactly (Get-TableRecord | Select-Object -First 1)
            $trace.RawKey | Should -BeLike Raw/TMDB/JSON/Movies/Crime/2022/05/02/*.json
            $trace.Record | Should -BeGreaterThan 0
            $trace.Line | Should -BeNullOrEmpty
        }
    }
}

Describe 'Trace-LakeRow' {
    It 'traces rows of Trusted tables' {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WarningAction SilentlyContinue
        (Trace-LakeRow tmdb_movies 550, 552 -Lake $lake.Address).Text | Should -BeExactly (Get-TableRecord)[0, 2]
    }

    It 'finds a row of several lines in a file with quoting' {
        $lake = New-TestLake Folder
        $file = Join-Path (New-TestFolder) notes.csv
        [IO.File]::WriteAllText($file, "id,`"note, `"`"long`"`"`"`r`n1,`"a`nb`"`r`n2,`"say `"`"hi`"`"`"`r`n3,last")
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted
        $traces = Trace-LakeRow notes 1, 2, 3 -Lake $lake.Address
        $traces.Text | Should -BeExactly "1,`"a`nb`"", '2,"say ""hi"""', '3,last'
        $traces.Line | Should -Be 2, 4, 5
    }

    It 'says of a key without a row that there is none, and goes on' {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $traces = Trace-LakeRow fact_title tt999, tt0137523, "x' OR 1=1 --" -Lake $lake.Address -ErrorVariable failed -ErrorAction SilentlyContinue
        $traces | Should -HaveCount 1
        $failed.FullyQualifiedErrorId | Should -Be 'RowNotFound,DataLakeTools.Commands.TraceLakeRowCommand', 'RowNotFound,DataLakeTools.Commands.TraceLakeRowCommand'
    }

    It 'refuses a table that was not built' {
        $lake = New-TableLake Folder
        { Trace-LakeRow fact_title tt1 -Lake $lake.Address } | Should -Throw -ErrorId 'TableNotFound,*'
    }
}

Describe 'Trace-LakeRow, of tables behind what they were made of' {
    BeforeAll {
        function Send-Line($Lake, $Date, $Line) {
            $file = Join-Path (New-TestFolder) movies.csv
            [IO.File]::WriteAllText($file, ((@($header) + $Line) -join "`r`n") + "`r`n")
            $null = Send-RawCsv $file $Lake.Address -Date $Date -Force -WarningAction SilentlyContinue
        }

        $header, $rows = [IO.File]::ReadAllLines((Join-Path $sample movies.csv))
        $reversed = $rows.Clone()
        [array]::Reverse($reversed)
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $artists = Invoke-LakeQuery "SELECT CAST(artist_id AS varchar) AS id FROM fact_credit WHERE source = 'movies' ORDER BY row_id LIMIT 3" -Lake $lake.Address | ForEach-Object id
        $before = Trace-LakeRow dim_artist $artists -Lake $lake.Address | ForEach-Object { "$($_.Key) $($_.RawKey) $($_.Line) $($_.Text)" }
    }

    It 'shows the lines that a Refined row was made of, and not those of a newer day, and finds no false faults' {
        Send-Line $lake 2022-05-03 $reversed[0..($reversed.Count - 2)]
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-03 -Layer Trusted -WarningAction SilentlyContinue
        $before | Should -Not -BeNullOrEmpty
        Trace-LakeRow dim_artist $artists -Lake $lake.Address | ForEach-Object { "$($_.Key) $($_.RawKey) $($_.Line) $($_.Text)" } | Should -BeExactly $before
        Test-LakeTable fact_credit -Lake $lake.Address | Should -BeNullOrEmpty
        (Invoke-LakeQuery 'SELECT count(*) AS n FROM movies' -Lake $lake.Address).n | Should -Be ($rows.Count - 1)
        (Invoke-LakeQuery 'SELECT count(*) AS n FROM movies WHERE id IN (SELECT title_id FROM fact_title)' -Lake $lake.Address).n | Should -Be $rows.Count
    }

    It 'shows no line where the Trusted files that it was made of are gone, nor mixes them with others' {
        Send-Line $lake 2022-05-02 $reversed
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WarningAction SilentlyContinue
        $traces = Trace-LakeRow dim_artist $artists[0] -Lake $lake.Address -Date 2022-05-02 -ErrorVariable failed -ErrorAction SilentlyContinue
        $traces | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Be 'TablesOutdated,DataLakeTools.Commands.TraceLakeRowCommand'
        { Test-LakeTable fact_credit -Lake $lake.Address -Date 2022-05-02 } | Should -Throw -ErrorId 'TablesOutdated,*'
        { Invoke-LakeQuery 'SELECT count(*) FROM fact_credit JOIN movies ON movies.row_id = fact_credit.row_id' -Lake $lake.Address } | Should -Throw -ErrorId 'TablesOutdated,*'
        (Invoke-LakeQuery 'SELECT count(*) AS n FROM fact_credit' -Lake $lake.Address).n | Should -BeGreaterThan 0
    }

    It 'shows no line of a raw file that was sent again, and goes on with others' {
        $other = New-TableLake Folder
        $null = Update-LakeTable -Lake $other.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        Send-Line $other 2022-05-02 $reversed
        $traces = Trace-LakeRow fact_title ($rows[0] -split '\|')[0], tt0137523 -Lake $other.Address -ErrorVariable failed -ErrorAction SilentlyContinue
        $traces.RawKey | Should -BeLike Raw/TMDB/JSON/Movies/Crime/2022/05/02/*.json
        $failed.FullyQualifiedErrorId | Should -Be 'TablesOutdated,DataLakeTools.Commands.TraceLakeRowCommand'
        "$failed" | Should -BeLike '*movies.csv is not the file that the tables were made of*'
    }
}

Describe 'Trace-LakeRow, of keys' {
    BeforeAll {
        $header, $rows = [IO.File]::ReadAllLines((Join-Path $sample movies.csv))
        $first = $rows[0] -split '\|'
        $other = $first.Clone()
        $other[9] = 'Another character'
        $twice = $rows[0], ($other -join '|'), $rows[0], $rows[0]
        $lake = New-TestLake Folder
        $file = Join-Path (New-TestFolder) movies.csv
        [IO.File]::WriteAllText($file, ((@($header) + $twice) -join "`r`n") + "`r`n")
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        $null = '{"id":9,"name":"Home Video"}' | Write-RawJsonBatch -Lake $lake.Address -Specification Genres -Date 2022-05-02
        $null = Get-TableRecord | Write-RawJsonBatch -Lake $lake.Address -Specification Movies/Crime -Date 2022-05-02
        $null = '{"id":550,"name":"A series of the same id","original_name":"Series","first_air_date":"2001-01-01","number_of_seasons":1}' |
            Write-RawJsonBatch -Lake $lake.Address -Specification Series -Date 2022-05-02
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
    }

    It 'shows every line that gives a credit' {
        (Trace-LakeRow fact_credit $first[0] -Lake $lake.Address).Line | Should -Be 2, 3, 4, 5
        $artist = (Invoke-LakeQuery 'SELECT CAST(artist_id AS varchar) AS id FROM dim_artist WHERE artist_id > 0' -Lake $lake.Address).id
        (Trace-LakeRow dim_artist $artist -Lake $lake.Address).Line | Should -Be 2, 3, 4, 5
        (Trace-LakeRow bridge_artist_profession $artist -Lake $lake.Address).Line | Should -Be 2, 3, 4, 5
    }

    It 'takes the values of all columns of a key' {
        $keys = Invoke-LakeQuery "SELECT concat(title_id, '|', CAST(artist_id AS varchar), '|', coalesce(role, ''), '|', coalesce(character_name, '')) AS k FROM fact_credit ORDER BY raw_rows" -Lake $lake.Address
        $keys | Should -HaveCount 2
        (Trace-LakeRow fact_credit $keys[0].k -Lake $lake.Address).Line | Should -Be 3
        (Trace-LakeRow fact_credit $keys[1].k -Lake $lake.Address).Line | Should -Be 2, 4, 5
        (Trace-LakeRow bridge_title_tmdb '550|tv' -Lake $lake.Address).RawKey | Should -BeLike Raw/TMDB/JSON/Series/*
        (Trace-LakeRow bridge_title_tmdb '550|movie' -Lake $lake.Address).RawKey | Should -BeLike Raw/TMDB/JSON/Movies/*
        Trace-LakeRow bridge_title_tmdb 550 -Lake $lake.Address | Should -HaveCount 2
    }

    It 'says of a value of another type that no row has it' {
        $null = Trace-LakeRow dim_artist 'Keanu Reeves', '-1x' -Lake $lake.Address -ErrorVariable failed -ErrorAction SilentlyContinue
        $null = Trace-LakeRow bridge_title_tmdb tt0133093 -Lake $lake.Address -ErrorVariable +failed -ErrorAction SilentlyContinue
        $null = Trace-LakeRow dim_date never -Lake $lake.Address -ErrorVariable +failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'RowNotFound,DataLakeTools.Commands.TraceLakeRowCommand'
        $failed | Should -HaveCount 4
        $failed | ForEach-Object { "$_" | Should -BeLike '*has no row with the key*' }
    }

    It 'says of a row that comes from no raw data that it does not' {
        $war = (Invoke-LakeQuery 'SELECT war FROM dim_war WHERE war NOT IN (SELECT war FROM bridge_title_war) LIMIT 1' -Lake $lake.Address).war
        $null = Trace-LakeRow dim_war $war -Lake $lake.Address -ErrorVariable failed -ErrorAction SilentlyContinue
        $null = Trace-LakeRow dim_date 2001-01-02 -Lake $lake.Address -ErrorVariable +failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'RowNotFound,DataLakeTools.Commands.TraceLakeRowCommand'
        $failed | ForEach-Object { "$_" | Should -BeLike '*comes from no raw row or record*' }
        $failed | Should -HaveCount 2
    }

    It 'finds a genre that only the list of TMDB has' {
        (Trace-LakeRow dim_genre 'Home Video' -Lake $lake.Address).Text | Should -BeExactly '{"id":9,"name":"Home Video"}'
    }
}

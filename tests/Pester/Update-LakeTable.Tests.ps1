BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer
    $sample = Join-Path $PSScriptRoot ../../module/samples/data
    $films = Import-Csv (Join-Path $sample movies.csv) -Delimiter '|'
    $series = Import-Csv (Join-Path $sample series.csv) -Delimiter '|'
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Update-LakeTable, in $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TableLake $Kind
            $built = @(Update-LakeTable -Lake $lake.Address -Date 2022-05-03 -WarningVariable warned -WarningAction SilentlyContinue)
        }

        It 'types each raw file and makes the star as of the day' {
            $built.Status | Sort-Object -Unique | Should -Be Built
            $built | Where-Object Layer -EQ Trusted | ForEach-Object { "$($_.Table) $($_.Date.ToString('o')) $($_.Rows)" } |
                Should -Be 'movies 2022-05-02 60', 'series 2022-05-02 40', 'tmdb_movies 2022-05-02 43'
            ($built | Where-Object Layer -EQ Refined).Date | Sort-Object -Unique | ForEach-Object ToString o | Should -Be 2022-05-03
            ($built | Where-Object Table -EQ fact_title).Key | Should -Be Refined/Lake/Parquet/FactTitle/2022/05/03/fact_title.parquet
            ($built | Where-Object Table -EQ movies).Key | Should -Be Trusted/Local/Parquet/Movies/2022/05/02/movies.parquet
            ($built | Where-Object Table -EQ tmdb_movies).Key | Should -Be Trusted/TMDB/Parquet/Movies/Crime/2022/05/02/movies.parquet
        }

        It 'keeps every row of a CSV file, in its order' {
            $rows = Invoke-LakeQuery 'SELECT id, nome_artista, raw_row FROM movies ORDER BY raw_row' -Lake $lake.Address
            $rows.id | Should -BeExactly $films.id
            $rows.nome_artista | Should -BeExactly ($films.nomeArtista | ForEach-Object { $_ -ceq '\N' ? $null : $_ })
            $rows.raw_row | Should -Be (0..59)
        }

        It 'gives typed values: numbers, lists, and nothing for what is missing' {
            $row = Invoke-LakeQuery 'SELECT * FROM movies WHERE raw_row = 0' -Lake $lake.Address
            $row.ano_lancamento | Should -BeOfType ([int16])
            $row.ano_lancamento | Should -Be 1897
            $row.nota_media | Should -BeOfType ([decimal])
            $row.nota_media | Should -Be 7.0
            $row.profissoes | Should -BeExactly actor, actress
            $row.ano_falecimento | Should -BeNullOrEmpty
        }

        It 'has one row a title, so that sums are right' {
            $titles = @($films.id) + @($series.id) | Sort-Object -Unique
            $found = Invoke-LakeQuery "SELECT title_id FROM fact_title WHERE csv_rows > 0" -Lake $lake.Address
            $found.title_id | Should -HaveCount $titles.Count
            $found.title_id | Sort-Object | Should -BeExactly $titles
            # 550: 63,000,000; 551: 5,000,000; 40 plain ones of 1,000.
            (Invoke-LakeQuery 'SELECT CAST(sum(budget) AS bigint) AS budget FROM fact_title' -Lake $lake.Address).budget | Should -Be 68040000
            # Beyond 32 bits.
            (Invoke-LakeQuery "SELECT revenue FROM fact_title WHERE tmdb_id = 551" -Lake $lake.Address).revenue | Should -Be 3000000000
        }

        It 'takes nothing for what TMDB does not know' {
            $film = Invoke-LakeQuery 'SELECT * FROM tmdb_movies WHERE id = 552' -Lake $lake.Address
            $film.budget, $film.revenue, $film.runtime, $film.release_date, $film.imdb_id | Should -Be $null, $null, $null, $null, $null
        }

        It 'lists the values that break the contract, and warns of them' {
            $tmdb = $built | Where-Object Table -EQ tmdb_movies
            $tmdb.RejectedRows | Should -Be 1
            "$warned" | Should -BeLike "*1 of 43 rows of 'tmdb_movies'*release_date (date*1x, first*1972-02-30*"
            (Get-LakeObject $lake.Address -Layer Trusted -Origin TMDB).FileName | Should -Contain rejects.parquet
            $film = Invoke-LakeQuery 'SELECT * FROM tmdb_movies WHERE id = 551' -Lake $lake.Address
            $film.release_date, $film.runtime | Should -Be $null, $null
            $film.budget | Should -Be 5000000
        }

        It 'reads and writes nothing when nothing has changed' {
            $before = @(Get-LakeObject $lake.Address -Layer Trusted) + @(Get-LakeObject $lake.Address -Layer Refined)
            $again = @(Update-LakeTable -Lake $lake.Address -Date 2022-05-03)
            $again.Status | Sort-Object -Unique | Should -Be Unchanged
            $again | Should -HaveCount $built.Count
            $after = @(Get-LakeObject $lake.Address -Layer Trusted) + @(Get-LakeObject $lake.Address -Layer Refined)
            $after.ETag | Should -Be $before.ETag
            $after.LastModified | Should -Be $before.LastModified
        }

        It 'says of each file where it is and that the lake holds it' {
            $built | Where-Object { $_.Address -cne "$($lake.Address -replace '/$')/$($_.Key)" } | Should -BeNullOrEmpty
            $built.Verified | Should -Not -Contain $false
            $built.Unconditional | Should -Not -Contain $true
        }

        It 'makes the same bytes of the same day in another lake, with one thread and with four' {
            $wanted = $built | Sort-Object Layer, Table
            foreach ($threads in 1, 4) {
                $other = New-TestLake $Kind
                $null = Send-RawCsv (Join-Path $sample movies.csv), (Join-Path $sample series.csv) $other.Address -Date 2022-05-02
                $objects = Get-LakeObject $lake.Address -Origin TMDB
                foreach ($object in $objects) {
                    # Batches have made-up names, so that the very same objects are copied.
                    Copy-LakeBytes $lake $other $object.Key
                }

                $same = Update-LakeTable -Lake $other.Address -Date 2022-05-03 -ThrottleLimit $threads -WarningAction SilentlyContinue |
                    Sort-Object Layer, Table
                ($same | ForEach-Object { "$($_.Table) $($_.Checksum)" }) | Should -BeExactly ($wanted | ForEach-Object { "$($_.Table) $($_.Checksum)" })
            }
        }
    }

    Describe "Update-LakeTable that is stopped, in $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        It 'ends on Ctrl+C while Refined tables are made, publishes none, and the next build makes what one run makes' {
            $lake = New-TableLake $Kind
            $other = New-TestLake $Kind
            $raw = Get-TestLakeKey $lake
            $raw | ForEach-Object { Copy-LakeBytes $lake $other $_ }
            $work = New-TestFolder

            # It has no end but that of the pipeline.
            $model = New-TableModel @{
                'refined/endless.json' = '{"table":"endless","key":["n"],"columns":[{"name":"n","type":"bigint"}]}'
                'refined/endless.sql'  = 'SELECT count(*) AS n FROM range(10000000000) AS a, range(1000000) AS b'
            }
            $pipeline = Start-Pipeline 'Update-LakeTable -Lake $lake -Date 2022-05-02 -Model $model -WorkPath $work -WarningAction SilentlyContinue' @{
                lake = $lake.Address; model = $model; work = $work
            }
            try {
                Wait-Until -What 'the Trusted tables are published' {
                    (Get-TestLakeKey $lake) -contains 'Trusted/Lake/JSON/Manifest/2022/05/02/manifest.json' -or $pipeline.Result.IsCompleted
                }
                $stopping = $pipeline.Shell.BeginStop($null, $null)
                Wait-Until -What 'the build has stopped' { $stopping.IsCompleted -and $pipeline.Result.IsCompleted }

                $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
                Get-TestLakeKey $lake | Where-Object { $_ -like 'Refined/*' } | Should -BeNullOrEmpty
                Get-TestLakeKey $lake | Where-Object { $_ -like 'Raw/*' } | Should -BeExactly $raw
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
                Get-ChildItem $work -Force | Should -BeNullOrEmpty
            }
            finally {
                $pipeline.Shell.Dispose()
            }

            $after, $once = $lake, $other | ForEach-Object {
                , (Update-LakeTable -Lake $_.Address -Date 2022-05-02 -WarningAction SilentlyContinue | Sort-Object Layer, Table | ForEach-Object { "$($_.Key) $($_.Checksum)" })
            }
            $after | Should -BeExactly $once
            Get-TestLakeKey $lake | Should -BeExactly (Get-TestLakeKey $other)
        }
    }

    Describe "Update-LakeTable when raw data changes, in $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TableLake $Kind
            $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-05 -WarningAction SilentlyContinue
        }

        It 'rebuilds the day that changed, what stands on it, and no other' {
            $folder = New-TestFolder
            $shorter = Join-Path $folder movies.csv
            Get-Content (Join-Path $sample movies.csv) | Select-Object -First 31 | Set-Content $shorter
            $null = Send-RawCsv $shorter $lake.Address -Date 2022-05-02 -Force

            $again = Update-LakeTable -Lake $lake.Address -Date 2022-05-05

            $again | Where-Object { $_.Layer -eq 'Trusted' } | ForEach-Object { "$($_.Table) $($_.Status) $($_.Rows)" } |
                Should -Be 'movies Built 30', 'series Unchanged 40', 'tmdb_movies Unchanged 43'
            # No film of TMDB's has become another: what is made of these alone, and what no film is in, stays.
            $kept = ($again | Where-Object { $_.Layer -eq 'Refined' -and $_.Status -eq 'Unchanged' }).Table
            $kept | Should -Contain dim_war
            $kept | Should -Contain dim_company
            $kept | Should -Contain dim_keyword
            $kept | Should -Not -Contain fact_title
            $kept | Should -Not -Contain dim_artist
            ($again | Where-Object Table -In fact_title, fact_credit, dim_artist, bridge_title_tmdb).Reason | Sort-Object -Unique | Should -BeExactly 'Trusted changed'
            (Invoke-LakeQuery 'SELECT count(*) AS n FROM movies' -Lake $lake.Address).n | Should -Be 30
            # What the new tables took the place of is gone.
            @(Get-LakeObject $lake.Address -Layer Refined | Where-Object FileName -Like 'fact_title*') | Should -HaveCount 1
        }

        It 'takes the newest day of a CSV file and the latest record of each TMDB id' {
            $null = '{"id":550,"imdb_id":"tt0137523","title":"Clube da Luta","original_title":"Fight Club","release_date":"1999-10-15","video":false,"runtime":139,"budget":64000000,"revenue":1,"popularity":1.0,"vote_average":8.4,"vote_count":1,"original_language":"en"}' |
                Write-RawJsonBatch -Lake $lake.Address -Specification Movies/Changed -Date 2022-05-04
            $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-05
            (Invoke-LakeQuery 'SELECT budget FROM tmdb_movies WHERE id = 550' -Lake $lake.Address).budget | Should -Be 64000000
            (Invoke-LakeQuery 'SELECT count(*) AS n FROM tmdb_movies' -Lake $lake.Address).n | Should -Be 43
            # As of the day before, the old record counts.
            $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-03
            (Invoke-LakeQuery 'SELECT budget FROM tmdb_movies WHERE id = 550' -Lake $lake.Address -Date 2022-05-03).budget | Should -Be 63000000
        }

        It 'puts a table that is as it was under a later day, and has the bytes of a lake that was built once' {
            $null = '{"id":550,"imdb_id":"tt0137523","title":"Fight Club","original_title":"Fight Club","release_date":"1999-10-15","video":false,"budget":1,"original_language":"en"}' |
                Write-RawJsonBatch -Lake $lake.Address -Specification Movies/Crime -Date 2022-05-06
            $later = Update-LakeTable -Lake $lake.Address -Date 2022-05-06 -WarningAction SilentlyContinue | Where-Object Layer -EQ Refined
            $forced = Update-LakeTable -Lake $lake.Address -Date 2022-05-06 -Layer Refined -Force -WarningAction SilentlyContinue

            ($later | Where-Object Table -EQ dim_war).Reason | Should -BeExactly 'day changed'
            ($later | Where-Object Table -EQ fact_title).Reason | Should -BeExactly 'Trusted changed'
            $later.Status | Sort-Object -Unique | Should -Be Built
            $later.Key | Should -BeLike '*/2022/05/06/*'
            $later | ForEach-Object { "$($_.Table) $($_.Checksum)" } | Should -BeExactly ($forced | ForEach-Object { "$($_.Table) $($_.Checksum)" })
        }
    }
}

Describe 'Update-LakeTable' {
    It 'makes one layer, and of Trusted one day' {
        $lake = New-TableLake Folder
        $null = Send-RawCsv (Join-Path $sample movies.csv) $lake.Address -Date 2022-05-01
        $built = Update-LakeTable -Lake $lake.Address -Layer Trusted -Date 2022-05-02 -WarningAction SilentlyContinue
        $built | ForEach-Object { "$($_.Layer) $($_.Table) $($_.Date.ToString('o'))" } |
            Should -Be 'Trusted movies 2022-05-02', 'Trusted series 2022-05-02', 'Trusted tmdb_movies 2022-05-02'
    }

    It 'says with -WhatIf what would be built and why, and writes nothing' {
        $lake = New-TableLake Folder
        $told = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WhatIf
        $told.Status | Sort-Object -Unique | Should -Be WhatIf
        $told.Reason | Sort-Object -Unique | Should -Be new
        $told.Table | Should -Contain fact_title
        ($told | Where-Object Layer -EQ Trusted).Table | Should -BeExactly movies, series, tmdb_movies
        Get-ChildItem $lake.Root | Should -HaveCount 1
    }

    It 'names with -WhatIf the table of a file that no contract knows, and the folder of records that would have to be read' {
        $lake = New-TestLake Folder
        $folder = New-TestFolder
        "a;b`n1;2`n" | Set-Content (Join-Path $folder box-office.csv) -NoNewline
        $null = Send-RawCsv (Join-Path $folder box-office.csv) $lake.Address -Date 2022-05-02
        $null = '{"name":"x"}' | Write-RawJsonBatch -Lake $lake.Address -Origin Shop -Specification Items -Date 2022-05-02
        (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WhatIf).Table | Should -BeExactly box_office, Raw/Shop/JSON/Items/2022/05/02
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted
        (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -Force -WhatIf).Table | Should -BeExactly box_office, shop_items
    }

    It 'lists a row or record without a value that its contract requires, and keeps it' {
        $lake = New-TestLake Folder
        $lines = Get-Content (Join-Path $sample movies.csv)
        $file = Join-Path (New-TestFolder) movies.csv
        @($lines[0]; $lines[1] -creplace '^[^|]*', '\N'; 1..3 | ForEach-Object { $lines[2..60] }) -join "`r`n" | Set-Content $file
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        $null = @('{"id":null,"name":"none"}'; 1..200 | ForEach-Object { "{`"id`":$_,`"name`":`"k$_`"}" }) |
            Write-RawJsonBatch -Lake $lake.Address -Origin TMDB -Specification Keywords -Date 2022-05-02
        $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WarningVariable warned -WarningAction SilentlyContinue
        ($built | Where-Object Table -EQ movies).Rows | Should -Be 178
        $built.RejectedRows | Should -Be 1, 1
        "$warned" | Should -BeLike '*id (varchar, required) 1x*'
        $rejects = Invoke-LakeQuery 'SELECT table_name, raw_row, column_name, raw_text, rule FROM rejects ORDER BY 1' -Lake $lake.Address
        $rejects.table_name | Should -BeExactly movies, tmdb_keywords
        $rejects.raw_row | Should -Be 0, 0
        $rejects.raw_text | Should -BeExactly '', ''
        $rejects.rule | Should -BeExactly 'varchar, required', 'bigint, at least 1, required'
    }

    It 'refuses a CSV file without a column that its contract requires, and says which' {
        $lake = New-TestLake Folder
        $file = Join-Path (New-TestFolder) movies.csv
        "tituloPincipal|anoLancamento`r`nAlien|1979`r`n" | Set-Content $file -NoNewline
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 } | Should -Throw -ErrorId 'ColumnMissing,*' -ExpectedMessage "*lacks the column 'id', which the table 'movies' requires*"
    }

    It 'makes a table of text of any other CSV file, and of any other JSON' {
        $lake = New-TestLake Folder
        $folder = New-TestFolder
        "Film Title;Box Office`nAlien;1.5`n`"A;B`";`n" | Set-Content (Join-Path $folder box-office.csv) -NoNewline
        $null = Send-RawCsv (Join-Path $folder box-office.csv) $lake.Address -Date 2022-05-02
        $null = '{"name":"x","size":{"w":1}}', '{"name":"y","size":null}' | Write-RawJsonBatch -Lake $lake.Address -Origin Shop -Specification Items -Date 2022-05-02
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted
        $rows = Invoke-LakeQuery 'SELECT * FROM box_office ORDER BY raw_row' -Lake $lake.Address
        $rows.film_title | Should -BeExactly Alien, 'A;B'
        $rows.box_office | Should -BeExactly '1.5', ''
        $items = Invoke-LakeQuery 'SELECT name, size FROM shop_items ORDER BY raw_key, raw_row' -Lake $lake.Address
        $items.name | Sort-Object | Should -BeExactly x, y
        ($items | Where-Object name -EQ x).size | Should -BeExactly '{"w":1}'
    }

    It 'takes <Type> only in its exact form' -ForEach @(
        @{ Type = 'smallint'; Good = '0', '-5', '1994', '32767'; Bad = ' 12 ', '10.7', '1e3', '1_000', '0x1F', '32768', '+5', '٣' }
        @{ Type = 'bigint'; Good = , '9223372036854775807'; Bad = , '9223372036854775808' }
        @{ Type = 'decimal(3,1)'; Good = '7.5', '10', '-0.5'; Bad = '7.55', '100.0', '7,5', '.5', '5.', 'NaN' }
        @{ Type = 'double'; Good = '7.5', '-1e-3', '10'; Bad = 'inf', 'NaN', '1.', '0x1p3', ' 1' }
        @{ Type = 'date'; Good = '1994-01-05', '2024-02-29'; Bad = '1994/01/05', 'epoch', '2024-02-30', '1994-1-5', '1994-01-05T00:00:00', 'infinity' }
        @{ Type = 'boolean'; Good = 'true', 'false'; Bad = 'yes', '1', 'TRUE ', 't' }
    ) {
        $lake = New-TestLake Folder
        $file = Join-Path (New-TestFolder) values.csv
        "text|value`n$(($Good + $Bad | ForEach-Object { "$_|$_`n" }) -join '')" | Set-Content $file -NoNewline
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        $model = New-TableModel @{
            'trusted/values.json' = '{"table":"values_of_type","from":{"origin":"Local","format":"CSV","specification":"Values"},"missing":["\\N"],"rejectLimit":1,"columns":[{"name":"text","type":"varchar","source":"text"},{"name":"value","type":"' + $Type + '","source":"value"}]}'
        }
        $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -Model $model -WarningAction SilentlyContinue
        $built.RejectedRows | Should -Be $Bad.Count
        $rows = Invoke-LakeQuery 'SELECT text, value FROM values_of_type ORDER BY raw_row' -Lake $lake.Address -Model $model
        ($rows | Where-Object { $null -ne $_.value }).text | Should -BeExactly $Good
        ($rows | Where-Object { $null -eq $_.value }).text | Should -BeExactly $Bad
    }

    It 'takes records for what their fields say, then for what their specification says, and else as text under a name that is free' {
        $lake = New-TestLake Folder
        $null = '{"id":1,"title":"a","popularity":1.5}' | Write-RawJsonBatch -Lake $lake.Address -Specification Movies -Date 2022-05-02
        $null = '{"id":2,"name":"b","original_name":"b","first_air_date":"2001-02-03"}' | Write-RawJsonBatch -Lake $lake.Address -Specification Movies -Date 2022-05-02
        $null = '{"page":1}' | Write-RawJsonBatch -Lake $lake.Address -Specification Movies -Date 2022-05-02
        $null = '{"page":2}' | Write-RawJsonBatch -Lake $lake.Address -Date 2022-05-02
        Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted | ForEach-Object { "$($_.Table) $($_.Rows)" } | Sort-Object |
            Should -BeExactly 'tmdb_movies 1', 'tmdb_movies_text 1', 'tmdb_records 1', 'tmdb_series 1'
        (Invoke-LakeQuery 'SELECT title FROM tmdb_movies' -Lake $lake.Address).title | Should -BeExactly a
    }

    It 'reads tables of a model that is not given now' {
        $lake = New-TableLake Folder
        $model = New-TableModel @{
            'trusted/movies.json' = '{"table":"movies","from":{"origin":"Local","format":"CSV","specification":"Movies"},"columns":[{"name":"id","type":"varchar","source":"id"}]}'
            'trusted/series.json' = '{"table":"shows","from":{"origin":"Local","format":"CSV","specification":"Series"},"columns":[{"name":"id","type":"varchar","source":"id"}]}'
        }
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -Layer Trusted -WarningAction SilentlyContinue
        (Get-LakeTable -Lake $lake.Address).Table | Should -BeExactly movies, shows, tmdb_movies
        (Invoke-LakeQuery 'SELECT count(*) AS n FROM shows' -Lake $lake.Address).n | Should -Be 40
        (Invoke-LakeQuery 'SELECT * FROM movies LIMIT 1' -Lake $lake.Address).PSObject.Properties.Name | Should -BeExactly id, raw_key, raw_row, raw_day, row_id
    }

    It 'has a table of the rejects' {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        Invoke-LakeQuery 'SELECT * FROM rejects ORDER BY column_name' -Lake $lake.Address | ForEach-Object { "$($_.table_name) $($_.column_name) $($_.raw_text)" } |
            Should -BeExactly 'tmdb_movies release_date "1972-02-30"', 'tmdb_movies runtime "117"'
    }

    It 'reads the rows that the check has counted, of <What>' -ForEach @(
        @{ What = 'a file with a byte order mark'; Text = "`u{FEFF}id|x`r`n1|a`r`n2|b`r`n"; Rows = '1 a', '2 b' }
        @{ What = 'line ends of two kinds'; Text = "id|x`r`n1|a`n2|b`r`n"; Rows = '1 a', '2 b' }
        @{ What = 'quoted fields, and line ends of two kinds'; Text = "id,x`r`n1,`"a`nb`"`n2,`"c`"`"d`"`r`n"; Rows = "1 a`nb", '2 c"d' }
        @{ What = 'a last line without an end'; Text = "id;x`n1;a`n2;b"; Rows = '1 a', '2 b' }
        @{ What = 'marks and backslashes that are data'; Text = "id|x`n1|`"`n2|a`"b`"`n3|\`n"; Rows = '1 "', '2 a"b"', '3 \' }
        @{ What = 'white space around values'; Text = "id,x`n 1 , a `n"; Rows = , ' 1   a ' }
        @{ What = 'what looks like a comment or like a missing value'; Text = "id,x`n#1,NULL`n2,\N`n"; Rows = '#1 NULL', '2 ' }
        @{ What = 'empty fields'; Text = "id,x`n,`n1,`n"; Rows = ' ', '1 ' }
        @{ What = 'a long line'; Text = "id|x`n1|$('y' * 3000000)`n2|z`n"; Rows = "1 $('y' * 3000000)", '2 z' }
        @{ What = 'a file whose first line names the delimiter'; Text = "sep=;`nid;x`n1;a`n2;b`n"; Rows = '1 a', '2 b' }
        @{ What = 'a file of a byte order mark and a first line that names the delimiter'; Text = "`u{FEFF}sep=|`r`nid|x`r`n1|a`r`n"; Rows = , '1 a' }
        @{ What = 'one column with blank lines between rows'; Text = "id`n1`n`n`"2 `"`n\N`n"; Rows = '1', '', '2 ', '' }
        @{ What = 'names that stand in the header twice'; Text = "id,ID,id`n1,2,3`n"; Rows = , '1 2 3' }
    ) {
        $lake = New-TestLake Folder
        $file = Join-Path (New-TestFolder) lines.csv
        [IO.File]::WriteAllText($file, $Text)
        $sent = Send-RawCsv $file $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted).Rows | Should -Be $sent.Rows
        Invoke-LakeQuery 'SELECT * EXCLUDE (raw_key, raw_row, raw_day, row_id) FROM lines ORDER BY raw_row' -Lake $lake.Address |
            ForEach-Object { $_.PSObject.Properties.Value -join ' ' } | Should -BeExactly $Rows
    }

    It 'refuses a row of more than 64 MiB with its line, and takes one of less' {
        $folder = New-TestFolder
        $lake = Join-Path $folder lake
        $csv = Write-TestFile (Join-Path $folder long.csv) "id,text`n1,$('x' * 17MB)`n2,$('y' * 65MB)`n"
        $null = Send-RawCsv $csv $lake -Date 2022-05-02 -WarningAction SilentlyContinue

        { Update-LakeTable -Lake $lake -Layer Trusted -Date 2022-05-02 } | Should -Throw -ErrorId 'CsvUnreadable,*' -ExpectedMessage '*long.csv*line 3*'

        $null = Send-RawCsv (Write-TestFile $csv "id,text`n1,$('x' * 17MB)`n2,y`n") $lake -Date 2022-05-02 -Force
        $null = Update-LakeTable -Lake $lake -Layer Trusted -Date 2022-05-02
        (Invoke-LakeQuery 'SELECT length(text) AS n FROM long ORDER BY raw_row' -Lake $lake).n | Should -Be 17MB, 1
    }

    It 'types lists, bounds and missing values of a CSV file as the contract says, over several chunks of rows' {
        $lake = New-TestLake Folder
        $rows = foreach ($number in 0..5999) {
            $list = if ($number % 3 -eq 0) { '\N' } elseif ($number -eq 100) { '1;x' } else { (0..($number % 7)).ForEach{ $number + $_ } -join ';' }
            $text = switch ($number % 4) { 0 { '\N' } 1 { '"\N"' } 2 { '""' } 3 { 'é' * ($number % 40) } }
            "$number,$list,$text,$($number - 10),$($number / 100)"
        }
        $null = Send-RawCsv (Write-TestFile (Join-Path (New-TestFolder) values.csv) "id,list,text,number,price`n$($rows -join "`n")`n") $lake.Address -Date 2022-05-02
        $model = New-TableModel @{
            'trusted/values.json' = '{"table":"bounded_values","from":{"origin":"Local","format":"CSV","specification":"Values"},"missing":["\\N"],"rejectLimit":1,"columns":[
                {"name":"id","type":"integer","source":"id"},{"name":"list","type":"array(bigint)","source":"list","split":";"},{"name":"text","type":"varchar","source":"text"},
                {"name":"number","type":"smallint","source":"number","min":-5,"max":5000,"zeroIsMissing":true},{"name":"price","type":"decimal(20,2)","source":"price","min":0.015,"missing":["\\N","7.25"]}]}'
        }
        $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -Model $model -WarningAction SilentlyContinue

        # -10 to -6 and 5001 to 5989 of number; 0 and 0.01 of price; 1;x of list.
        $built.Rows, $built.RejectedRows | Should -Be 6000, (5 + 989 + 1)
        function Get-Answer([string] $sql) { (Invoke-LakeQuery "SELECT $sql AS answer FROM bounded_values" -Lake $lake.Address -Model $model).answer }
        Get-Answer 'count(*) FILTER (WHERE list IS NULL)' | Should -Be (2000 + 1)
        Get-Answer 'sum(len(list))' | Should -Be ((0..5999).Where{ $_ % 3 -and $_ -ne 100 }.ForEach{ $_ % 7 + 1 } | Measure-Object -Sum).Sum
        Get-Answer 'sum(list[-1])' | Should -Be ((0..5999).Where{ $_ % 3 -and $_ -ne 100 }.ForEach{ $_ + $_ % 7 } | Measure-Object -Sum).Sum
        Get-Answer 'count(*) FILTER (WHERE text IS NULL)' | Should -Be 1500
        Get-Answer "count(*) FILTER (WHERE text = '\N')" | Should -Be 1500
        Get-Answer "count(*) FILTER (WHERE text = '' AND id % 4 = 2)" | Should -Be 1500
        Get-Answer 'sum(length(text)) FILTER (WHERE id % 4 = 3)' | Should -Be ((0..5999).Where{ $_ % 4 -eq 3 }.ForEach{ $_ % 40 } | Measure-Object -Sum).Sum
        Get-Answer 'count(number)' | Should -Be (6000 - 5 - 989 - 1)
        Get-Answer 'sum(number)' | Should -Be ((-5..5000) | Measure-Object -Sum).Sum
        Get-Answer 'count(price)' | Should -Be (6000 - 2 - 1)
        Get-Answer 'sum(price)' | Should -Be ((2..5999).Where{ $_ -ne 725 }.ForEach{ [decimal] $_ / 100 } | Measure-Object -Sum).Sum
        Invoke-LakeQuery 'SELECT raw_row, column_name, raw_text FROM rejects WHERE raw_row IN (0, 1, 9, 100) ORDER BY 1, 2' -Lake $lake.Address -Model $model |
            ForEach-Object { "$($_.raw_row) $($_.column_name) $($_.raw_text)" } | Should -BeExactly '0 number -10', '0 price 0', '1 number -9', '1 price 0.01', '100 list 1;x'
    }

    It 'gives every file of a build again with the same SHA-256, over 1, 2 and 4 threads and two memory limits' {
        $random = [Random]::new(7)
        $genres = 'Drama', 'Comedy', 'Crime', 'War', 'Action', 'Sci-Fi', '\N'
        $columns = 'id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos'
        $lines = foreach ($title in 1..8000) {
            $of = "tt$($title.ToString('0000000'))|Filme $title|Film $title|$(1920 + $title % 100)|$(60 + $title % 120)|$($genres[$random.Next(7)])|$($random.Next(1, 10)).$($random.Next(10))|$($random.Next(1, 900000))"
            foreach ($credit in 1..(1 + $title % 9)) {
                $artist = $random.Next(5000)
                "$of|$($artist % 2 ? 'actor' : 'actress')|Role $($random.Next(90))|Artist $artist|$(1900 + $artist % 90)|\N|actor,producer|tt$($artist.ToString('0000000'))"
            }
        }
        $series = foreach ($line in $lines[0..9999]) {
            $fields = $line.Split('|')
            @($fields[0].Replace('tt0', 'tt9'); $fields[1..3]; '\N'; $fields[4..14]) -join '|'
        }
        $records = foreach ($id in 1..10000) {
            "{`"id`":$id,`"imdb_id`":`"tt$($id.ToString('0000000'))`",`"original_title`":`"Film $id`",`"video`":false,`"status`":`"Released`",`"release_date`":`"$(1920 + $id % 100)-01-01`",`"budget`":$($random.Next(1, 99) * 100000),`"popularity`":$($random.Next(999)).5,`"genres`":[{`"id`":$($id % 7),`"name`":`"Genre $($id % 7)`"}],`"production_companies`":[{`"id`":$($random.Next(1, 400)),`"name`":`"Company`",`"origin_country`":`"US`"}],`"credits`":{`"cast`":[{`"id`":$($random.Next(1, 5000)),`"name`":`"Person`",`"character`":`"A`"}],`"crew`":[]}}"
        }
        $lake = New-TestLake Folder
        $folder = New-TestFolder
        $files = (Write-TestFile (Join-Path $folder movies.csv) "$columns`n$($lines -join "`n")`n"), (Write-TestFile (Join-Path $folder series.csv) "$($columns.Replace('anoLancamento', 'anoLancamento|anoTermino'))`n$($series -join "`n")`n")
        $null = Send-RawCsv $files $lake.Address -Date 2022-05-02
        $null = New-Item "$($lake.Address)/Raw/TMDB/JSON/Movies/2022/05/02/films.json" -Force -Value "[$($records -join ',')]"
        function Get-Hash([string] $address) {
            Get-ChildItem $address -Recurse -File -Filter *.parquet | ForEach-Object { "$($_.Name) $((Get-FileHash $_.FullName -Algorithm SHA256).Hash)" } | Sort-Object
        }

        $wanted = $null
        foreach ($threads in 1, 2, 4) {
            foreach ($memory in 150MB, 1GB) {
                $other = New-TestLake Folder
                $null = New-Item $other.Address -ItemType Directory -Force
                Copy-Item "$($lake.Address)/Raw" $other.Address -Recurse
                $built = Update-LakeTable -Lake $other.Address -Date 2022-05-02 -ThrottleLimit $threads -MemoryLimit $memory -WarningAction SilentlyContinue
                $wanted ??= Get-Hash $other.Address

                ($built | Where-Object Table -In movies, series, tmdb_movies).Rows | Should -Be $lines.Count, 10000, 10000
                Get-Hash $other.Address | Should -BeExactly $wanted -Because "$threads threads and $($memory / 1MB) MB make no other bytes"
            }
        }

        $wanted | Should -HaveCount $built.Count
        $lines.Count | Should -BeGreaterThan 30000
    }

    It 'names in the metadata of a table of JSON how many files it is made of, and one checksum over them' {
        $lake = New-TestLake Folder
        foreach ($name in 'b', 'a', 'C') {
            $null = New-Item "$($lake.Address)/Raw/Shop/JSON/Items/2022/05/02/$name.json" -Force -Value "[{`"name`":`"$name`"}]"
        }
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted

        $manifest = Get-ChildItem "$($lake.Address)/Trusted/Lake/JSON/Manifest" -Recurse -File | Get-Content -Raw | ConvertFrom-Json
        $text = -join ('C', 'a', 'b' | ForEach-Object { $key = "Raw/Shop/JSON/Items/2022/05/02/$_.json"; "$key $(($manifest.inputs | Where-Object key -EQ $key).checksum)`n" })
        $bytes = Get-ChildItem "$($lake.Address)/Trusted" -Recurse -File -Filter *.parquet | ForEach-Object { [IO.File]::ReadAllText($_.FullName, [Text.Encoding]::Latin1) }
        $bytes | Should -Match ('(?s)datalake\.raw_checksum.{1,4}SHA256:' + [Convert]::ToHexStringLower([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($text))))
        $bytes | Should -Match '(?s)datalake\.raw_files.{1,4}3'
    }

    It 'takes every character and job of the credits of all seasons, rather than those of the last' {
        $lake = New-TestLake Folder
        $null = @(
            '{"id":7,"original_name":"Both","first_air_date":"2001-01-01","status":"Ended","credits":{"cast":[{"id":1,"name":"Ann","character":"Late"}],"crew":[]},"aggregate_credits":{"cast":[{"id":1,"name":"Ann","roles":[{"credit_id":"a","character":"Early","episode_count":9},{"credit_id":"b","character":"Late","episode_count":2}],"order":0},{"id":2,"name":"Bob","roles":[],"order":1}],"crew":[{"id":3,"name":"Eve","department":"Writing","jobs":[{"credit_id":"c","job":"Writer","episode_count":3},{"credit_id":"d","job":"Story","episode_count":1}]}]}}'
            '{"id":8,"original_name":"Last","first_air_date":"2002-01-01","status":"Ended","credits":{"cast":[{"id":1,"name":"Ann","character":"Other"}],"crew":[{"id":3,"name":"Eve","department":"Writing","job":"Writer"}]}}'
        ) | Write-RawJsonBatch $lake.Address -Origin TMDB -Specification Series -Date 2022-05-02
        (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 | Where-Object Table -EQ tmdb_series).RejectedRows | Should -Be 0

        Invoke-LakeQuery 'SELECT title_id, artist_name, role, character_name FROM fact_credit JOIN dim_artist USING (artist_id) ORDER BY 1, 2, 3, 4' -Lake $lake.Address |
            ForEach-Object { "$($_.title_id) $($_.artist_name) $($_.role) $($_.character_name)" } | Should -BeExactly @(
                'tmdb-tv:7 Ann cast Early', 'tmdb-tv:7 Ann cast Late', 'tmdb-tv:7 Bob cast ', 'tmdb-tv:7 Eve story ', 'tmdb-tv:7 Eve writer '
                'tmdb-tv:8 Ann cast Other', 'tmdb-tv:8 Eve writer '
            )
        (Invoke-LakeQuery 'SELECT len(cast_members) AS n FROM tmdb_series ORDER BY id' -Lake $lake.Address).n | Should -Be 2, 1
    }

    It 'gives a reject the line of its row, also behind a byte order mark, a delimiter line and fields of several lines' {
        $lake = New-TestLake Folder
        $text = "`u{FEFF}sep=;`r`nid;`"of`r`nthe day`";note`r`nx;1;plain`r`n2;2;`"two`nlines`"`r`n`"y`";3;`"three`n`n lines`"`r`n4;4;`r`nz;5;end"
        $null = Send-RawCsv (Write-TestFile (Join-Path (New-TestFolder) spread.csv) $text) $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $null = '{"id":"x"}' | Write-RawJsonBatch $lake.Address -Origin Local -Specification Record -Date 2022-05-02
        $model = New-TableModel @{
            'trusted/spread.json' = '{"table":"spread","from":{"origin":"Local","format":"CSV","specification":"Spread"},"rejectLimit":1,"columns":[{"name":"id","type":"integer","source":"id"}]}'
            'trusted/record.json' = '{"table":"record","from":{"origin":"Local","format":"JSON","specification":"Record"},"rejectLimit":1,"columns":[{"name":"id","type":"integer","source":"$.id"}]}'
        }
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -Model $model -WarningAction SilentlyContinue

        $rejects = Invoke-LakeQuery "SELECT raw_row, raw_line, raw_text FROM rejects WHERE table_name = 'spread' ORDER BY 1" -Lake $lake.Address -Model $model
        $rejects | ForEach-Object { "$($_.raw_row) $($_.raw_line) $($_.raw_text)" } | Should -BeExactly '0 4 x', '2 7 y', '4 11 z'
        foreach ($reject in $rejects) {
            $text.Split("`n")[$reject.raw_line - 1] | Should -Match "^`"?$($reject.raw_text)`"?;"
        }
        (Invoke-LakeQuery "SELECT raw_line FROM rejects WHERE table_name = 'record'" -Lake $lake.Address -Model $model).raw_line | Should -BeNullOrEmpty
    }

    It 'rejects a zero that is missing in a required column, and list elements outside the bounds, of JSON' {
        $lake = New-TestLake Folder
        $null = '{"id":1,"n":0,"list":[2,5]}', '{"id":2,"n":3,"list":[1,2,6,null]}' | Write-RawJsonBatch $lake.Address -Origin Local -Specification Bounded -Date 2022-05-02
        $model = New-TableModel @{
            'trusted/bounded.json' = '{"table":"bounded","from":{"origin":"Local","format":"JSON","specification":"Bounded"},"rejectLimit":1,"columns":[
                {"name":"id","type":"integer","source":"$.id"},{"name":"n","type":"integer","source":"$.n","required":true,"zeroIsMissing":true},
                {"name":"list","type":"array(integer)","source":"$.list","min":2,"max":5}]}'
        }
        $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -Model $model -WarningAction SilentlyContinue

        $built.RejectedRows | Should -Be 2
        Invoke-LakeQuery 'SELECT raw_row, column_name, raw_text FROM rejects ORDER BY 1, 2' -Lake $lake.Address -Model $model |
            ForEach-Object { "$($_.raw_row) $($_.column_name) $($_.raw_text)" } | Should -BeExactly '0 n 0', '1 list [1,2,6,null]'
        (Invoke-LakeQuery 'SELECT to_json(list) AS answer FROM bounded ORDER BY id' -Lake $lake.Address -Model $model).answer | Should -BeExactly '[2,5]', '[null,2,null,null]'
    }

    It 'makes text of <What>' -ForEach @(
        @{ What = 'fields that differ by case'; Json = '{"A":"x","a":"y"}'; Text = 'a=x a_2=y' }
        @{ What = 'fields with names of any kind'; Json = '{"a.b":"1","a\"q":"2","é ü":"3","":"4"}'; Text = 'a_q=2 a_b=1 e_u=3' }
        @{ What = 'fields with names of ours'; Json = '{"raw_key":"mine","row_id":"7"}'; Text = 'raw_key_2=mine row_id_2=7' }
        @{ What = 'records without fields'; Json = '{}'; Text = 'record={}' }
        @{ What = 'records that are no objects'; Json = '5'; Text = 'record=5' }
        @{ What = 'records that are deep'; Json = '{"a":' * 300 + '1' + '}' * 300; Text = "a=$('{"a":' * 299)1$('}' * 299)" }
    ) {
        $lake = New-TestLake Folder
        $null = $Json | Write-RawJsonBatch -Lake $lake.Address -Origin Shop -Specification Things -Date 2022-05-02
        (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted).Rows | Should -Be 1
        $made = Invoke-LakeQuery 'SELECT * EXCLUDE (raw_key, raw_row, raw_day, row_id) FROM shop_things' -Lake $lake.Address
        ($made.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" }) -join ' ' | Should -BeExactly $Text
    }

    It 'takes \N for no value in a file that no contract knows, as Import-RawCsv does' {
        $lake = New-TestLake Folder
        $file = Write-TestFile (Join-Path (New-TestFolder) things.csv) "id|name`n1|\N`n2|`n3|N`n"
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        $table = (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted).Table

        (Invoke-LakeQuery "SELECT name FROM $table ORDER BY id" -Lake $lake.Address).name | Should -BeExactly (Import-RawCsv $file).name
        (Import-RawCsv $file).name | Should -BeExactly $null, '', 'N'
    }

    It 'rejects what does not fit within a list of records, and keeps the rest of the list' {
        $lake = New-TestLake Folder
        $null = New-Item (Join-Path $lake.Address Raw/TMDB/JSON/Movies/2022/05/02/movies.json) -Force -Value ('[{"id":1,"title":"One","genres":[{"id":"28","name":"Action"},{"id":12,"name":5},{"id":16},null]},{"id":2,"title":"Two","genres":[{"id":1.5,"name":"No"}],"genre_ids":[1,"2"]},{"id":3,"title":"Three","genres":[{"id":35,"name":"Comedy"}],"genre_ids":{}}' + -join (4..100).ForEach{ ",{`"id`":$_}" } + ']')
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WarningAction Ignore

        $sql = "SELECT id, array_join(list_transform(genres, lambda g: coalesce(CAST(g.id AS VARCHAR), '-') || ' ' || coalesce(g.name, '-')), ', ') AS genres, CAST(genre_ids AS VARCHAR) AS ids FROM tmdb_movies WHERE id < 4 ORDER BY id"
        Invoke-LakeQuery $sql -Lake $lake.Address | ForEach-Object { "$($_.id): $($_.genres) | $($_.ids)" } |
            Should -Be '1: - Action, 12 -, 16 -, - - | ', '2: - No | [1, NULL]', '3: 35 Comedy | '
        Invoke-LakeQuery 'SELECT raw_row, column_name, raw_text, rule FROM rejects ORDER BY 1, 2' -Lake $lake.Address |
            ForEach-Object { "$($_.raw_row) $($_.column_name) $($_.raw_text) $($_.rule)" } | Should -Be @(
                '0 genres [{"id":"28","name":"Action"},{"id":12,"name":5},{"id":16},null] array(row(id bigint, name varchar))'
                '1 genre_ids [1,"2"] array(bigint)'
                '1 genres [{"id":1.5,"name":"No"}] array(row(id bigint, name varchar))'
                '2 genre_ids {} array(bigint)'
            )
    }

    It 'rejects a record that the engine cannot read, and goes on' {
        $lake = New-TestLake Folder
        $null = @(Get-TableRecord) + '{"id":1,"original_title":"half","video":false}' | Write-RawJsonBatch -Lake $lake.Address -Specification Movies -Date 2022-05-02

        # As a source may send it; of one's own records it is refused.
        Get-ChildItem $lake.Address -Recurse -File -Filter *.json | ForEach-Object {
            [IO.File]::WriteAllText($_.FullName, [IO.File]::ReadAllText($_.FullName).Replace('"half"', '"\ud800"'))
        }
        (Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WarningAction SilentlyContinue | Measure-Object Rows -Sum).Sum | Should -Be 44
        (Invoke-LakeQuery "SELECT raw_text FROM rejects WHERE column_name = ''" -Lake $lake.Address).raw_text | Should -BeLike '*\ud800*'
    }

    It 'takes a model of one''s own over the one that ships' {
        $lake = New-TableLake Folder
        $model = New-TableModel @{
            'refined/answer_language.json' = '{"table":"answer_language","key":["language"],"columns":[{"name":"language","type":"varchar"},{"name":"titles","type":"bigint"}]}'
            'refined/answer_language.sql'  = 'SELECT original_language AS language, count(*) AS titles FROM tmdb_movies GROUP BY original_language;'
        }
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -WarningAction SilentlyContinue
        Invoke-LakeQuery 'SELECT * FROM answer_language ORDER BY language' -Lake $lake.Address -Model $model | ForEach-Object { "$($_.language) $($_.titles)" } |
            Should -BeExactly 'en 2', 'it 1', 'pt 40'
    }

    It 'takes functions for the engine of a model of one''s own' {
        $lake = New-TableLake Folder
        $macros = [IO.File]::ReadAllText((Join-Path $PSScriptRoot ../../module/model/sources/duckdb/macros.sql))
        $model = New-TableModel @{ 'sources/duckdb/macros.sql' = "$macros`nCREATE OR REPLACE MACRO half(n) AS n / 2.0;`n" }
        (Invoke-LakeQuery 'SELECT half(3) AS n' -Lake $lake.Address -Model $model).n | Should -Be 1.5
    }

    It 'makes a raw file again when its contract has changed' {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $model = New-TableModel @{ 'trusted/movies.json' = '{"table":"movies","from":{"origin":"Local","format":"CSV","specification":"Movies"},"columns":[{"name":"id","type":"varchar","source":"id"}]}' }
        Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -Layer Trusted | ForEach-Object { "$($_.Table) $($_.Status)" } |
            Should -Be 'movies Built', 'series Built', 'tmdb_movies Unchanged'
    }

    It 'publishes nothing when a data test finds something, and does with -Force' {
        $lake = New-TableLake Folder
        $model = New-TableModel @{
            'refined/wrong.json' = '{"table":"wrong","key":["id"],"columns":[{"name":"id","type":"bigint"}],"tests":[{"name":"no_550","sql":"SELECT CAST(id AS varchar) AS key, ''there it is'' AS finding FROM wrong WHERE id = 550"}]}'
            'refined/wrong.sql'  = 'SELECT id FROM tmdb_movies'
        }
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId 'TableTestFailed,*' -ExpectedMessage '*wrong no_550: 550: there it is*'
        Join-Path $lake.Root Refined | Should -Not -Exist

        $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -Force -WarningAction SilentlyContinue
        ($built | Where-Object Table -EQ wrong).Status | Should -Be Built
        (Get-LakeTable wrong -Lake $lake.Address -Model $model).TestsFailed | Should -Be 1
    }

    It 'finds a key that stands in a table twice, missing values among them' {
        $lake = New-TableLake Folder
        $model = New-TableModel @{
            'refined/twice.json' = '{"table":"twice","key":["language","imdb_id"],"columns":[{"name":"language","type":"varchar"},{"name":"imdb_id","type":"varchar"}]}'
            'refined/twice.sql'  = 'SELECT original_language AS language, imdb_id FROM tmdb_movies WHERE id IN (550, 551, 600, 601)'
        }
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId 'TableTestFailed,*' -ExpectedMessage '*twice key_is_unique: pt|: 2 rows*'
    }

    It 'stops where more rows break the contract than it allows' {
        $lake = New-TestLake Folder
        $null = Get-TableRecord | Select-Object -First 3 | Write-RawJsonBatch -Lake $lake.Address -Specification Movies -Date 2022-05-02
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 } |
            Should -Throw -ErrorId 'TooManyRejects,*' -ExpectedMessage "*1 of 3 rows of 'tmdb_movies'*At most 5 % may.*"
        Join-Path $lake.Root Trusted/Lake | Should -Not -Exist
    }

    It 'makes nothing of a raw file with <What>, and says <ErrorId>' -ForEach (Get-BadCsv) {
        $lake = New-TableLake Folder
        $bad = Join-Path (New-TestFolder) bad.csv
        [IO.File]::WriteAllText($bad, $Latin1, [Text.Encoding]::Latin1)
        $sent = Send-RawCsv $bad $lake.Address -SkipCheck -Date 2022-05-02
        $before = Get-TestLakeKey $lake

        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId "$ErrorId,*" -ExpectedMessage '*bad.csv is not a valid CSV file, so no table can be made of it: line *: expected *, found *'

        # Nothing of the day is published, the other files of it neither, and the raw files are what they were.
        Get-LakeTable -Lake $lake.Address | Should -BeNullOrEmpty
        Get-TestLakeKey $lake | Where-Object { $_ -like 'Raw/*' } | Should -BeExactly $before
        Get-TestLakeHash $lake $sent.Key | Should -Be (Get-FileHash $bad).Hash
    }

    It 'takes columns by their names: in another order, among new ones, and empty where one is missing' {
        $lake = New-TestLake Folder
        $file = Write-TestFile (Join-Path (New-TestFolder) movies.csv) "diretor,tituloPincipal,id`nScott,Alien,tt0078748`n"
        $null = Send-RawCsv $file $lake.Address -Date 2022-05-02
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Trusted -WarningVariable warned -WarningAction SilentlyContinue

        $row = Invoke-LakeQuery 'SELECT * FROM movies' -Lake $lake.Address
        $row.id, $row.titulo_principal, $row.ano_lancamento | Should -Be tt0078748, Alien, $null
        "$warned" | Should -BeLike "*lacks columns of the table 'movies'*anoLancamento*"
    }

    It 'refuses <What>, with <ErrorId>' -ForEach @(
        @{ What = 'a lake that is not there'; ErrorId = 'LakeNotFound'; Make = { Join-Path (New-TestFolder) nowhere } }
        @{ What = 'a file of films that has none of their columns'; ErrorId = 'ColumnMissing'; Make = {
                $lake = (New-TestLake Folder).Address
                $file = Join-Path (New-TestFolder) movies.csv
                "a|b`n1|2`n" | Set-Content $file -NoNewline
                $null = Send-RawCsv $file $lake -Date 2022-05-02
                $lake } }
        @{ What = 'a damaged batch'; ErrorId = 'InvalidRecord'; Make = {
                $lake = New-TestLake Folder
                $null = Get-TableRecord | Write-RawJsonBatch -Lake $lake.Address -Specification Movies -Date 2022-05-02
                $batch = (Get-LakeObject $lake.Address | Select-Object -First 1).Address
                $bytes = [IO.File]::ReadAllBytes($batch)
                [IO.File]::WriteAllBytes($batch, $bytes[0..($bytes.Length - 20)])
                $lake.Address } }
    ) {
        $lake = & $Make
        { Update-LakeTable -Lake $lake -Date 2022-05-02 -WarningAction SilentlyContinue } | Should -Throw -ErrorId "$ErrorId,*"
        Join-Path $lake Refined | Should -Not -Exist
    }

    It 'ends on Ctrl+C while raw data is read, publishes nothing, and the next build makes what one run makes' {
        $lake = New-TableLake Folder
        $raw = Get-TestLakeKey $lake

        # It takes longer than anybody waits, and no room.
        $null = New-Item (Join-Path $lake.Root Raw/Local/CSV/Huge/2022/05/02) -ItemType Directory
        $huge = New-EmptyBytes (Join-Path $lake.Root Raw/Local/CSV/Huge/2022/05/02/huge.csv) 1TB
        $pipeline = Start-Pipeline 'Update-LakeTable -Lake $lake -Date 2022-05-02 -WarningAction SilentlyContinue' @{ lake = $lake.Address }
        try {
            Wait-Until -What 'the build shows progress' { $pipeline.Shell.Streams.Progress.Count -gt 0 -or $pipeline.Result.IsCompleted }
            $stopping = $pipeline.Shell.BeginStop($null, $null)
            Wait-Until -What 'the build has stopped' { $stopping.IsCompleted -and $pipeline.Result.IsCompleted }
            $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
        }
        finally {
            $pipeline.Shell.Dispose()
            Remove-Item (Join-Path $lake.Root Raw/Local/CSV/Huge) -Recurse
        }

        Get-LakeTable -Lake $lake.Address | Should -BeNullOrEmpty
        Get-TestLakeKey $lake | Where-Object { $_ -like 'Raw/*' } | Should -BeExactly $raw
        Get-TestLakeRemnant $lake | Should -BeNullOrEmpty

        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $other = New-TestLake Folder
        $raw | ForEach-Object { Copy-LakeBytes $lake $other $_ }
        $null = Update-LakeTable -Lake $other.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        Get-TestLakeKey $lake | Should -BeExactly (Get-TestLakeKey $other)
        Get-TestLakeKey $lake | Where-Object { $_ -like '*.parquet' } | ForEach-Object { Get-TestLakeHash $lake $_ } |
            Should -BeExactly (Get-TestLakeKey $other | Where-Object { $_ -like '*.parquet' } | ForEach-Object { Get-TestLakeHash $other $_ })
    }

    It 'makes tables anew over a manifest that cannot be read, with -Force' {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        Get-LakeObject $lake.Address -Layer Trusted -Origin Lake | ForEach-Object { Set-Content $_.Address '{' }
        Get-LakeObject $lake.Address -Layer Refined -Origin Lake -Format JSON | ForEach-Object { Set-Content $_.Address '{' }
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 } | Should -Throw -ErrorId 'ManifestUnreadable,*'
        $built = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Force -WarningAction SilentlyContinue
        $built.Status | Sort-Object -Unique | Should -Be Built
        (Get-LakeTable fact_title -Lake $lake.Address).Rows | Should -Be ($built | Where-Object Table -EQ fact_title).Rows
    }

    It 'says that a lake is empty, <Of>' -ForEach @(
        @{ Of = 'of both layers'; Options = @{} }
        @{ Of = 'of Trusted'; Options = @{ Layer = 'Trusted' } }
        @{ Of = 'of Refined'; Options = @{ Layer = 'Refined' } }
        @{ Of = 'with -WhatIf'; Options = @{ WhatIf = $true } }
    ) {
        $lake = New-TestFolder
        { Update-LakeTable -Lake $lake -Date 2022-05-02 @Options } | Should -Throw -ErrorId 'LakeEmpty,*' -ExpectedMessage '*has no raw data*'
        Get-ChildItem $lake | Should -BeNullOrEmpty
        Get-LakeTable -Lake $lake | Should -BeNullOrEmpty
    }

    It 'says of a day without data which days have some, <Of>' -ForEach @(
        @{ Of = 'of both layers'; Options = @{ Date = '2022-05-01' }; Told = '*no raw data up to 2022-05-01*it has some of 2022-05-02.' }
        @{ Of = 'of Refined'; Options = @{ Date = '2022-05-01'; Layer = 'Refined' }; Told = '*no raw data up to 2022-05-01*' }
        @{ Of = 'of Trusted before it'; Options = @{ Date = '2022-05-01'; Layer = 'Trusted' }; Told = '*no raw data of 2022-05-01*' }
        @{ Of = 'of Trusted after it'; Options = @{ Date = '2022-05-03'; Layer = 'Trusted' }; Told = '*no raw data of 2022-05-03*it has some of 2022-05-02.' }
        @{ Of = 'with -WhatIf'; Options = @{ Date = '2022-05-01'; WhatIf = $true }; Told = '*no raw data up to 2022-05-01*' }
    ) {
        $lake = New-TableLake Folder
        $before = Get-TestLakeKey $lake
        { Update-LakeTable -Lake $lake.Address @Options } | Should -Throw -ErrorId 'DayWithoutData,*' -ExpectedMessage $Told
        Get-TestLakeKey $lake | Should -BeExactly $before
    }

    It 'says that Refined tables need Trusted ones' {
        $lake = New-TableLake Folder
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Layer Refined } | Should -Throw -ErrorId 'TableNotFound,*' -ExpectedMessage '*has no Trusted tables up to 2022-05-02*'
    }

    It 'publishes no Refined table where its memory is too small, and loses nothing' {
        $lake = New-TableLake Folder
        $before = Get-TestLakeKey $lake
        { Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -MemoryLimit 1MB -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'EngineOutOfMemory,*'
        Get-TestLakeKey $lake | Where-Object { $_ -like 'Refined/*' } | Should -BeNullOrEmpty
        Get-TestLakeKey $lake | Where-Object { $_ -like 'Raw/*' } | Should -BeExactly $before
    }

    It 'refuses <What> of a model with InvalidModel, and names the file' -ForEach @(
        @{ What = 'text that is no JSON'; File = 'refined/t.json'; Text = '{' }
        @{ What = 'a property that no contract has'; File = 'refined/t.json'; Text = '{"table":"t","colums":[]}' }
        @{ What = 'a type that no column has'; File = 'refined/t.json'; Text = '{"table":"t","key":["a"],"columns":[{"name":"a","type":"text"}]}' }
        @{ What = 'a column twice'; File = 'refined/t.json'; Text = '{"table":"t","key":["a"],"columns":[{"name":"a","type":"date"},{"name":"a","type":"date"}]}' }
        @{ What = 'a key that is no column'; File = 'refined/t.json'; Text = '{"table":"t","key":["b"],"columns":[{"name":"a","type":"date"}]}' }
        @{ What = 'a type that no field of a CSV file has'; File = 'trusted/t.json'; Text = '{"table":"t","from":{"origin":"Local","format":"CSV"},"columns":[{"name":"a","type":"array(row(b date))","source":"a"}]}' }
        @{ What = 'a list that is split at nothing'; File = 'trusted/t.json'; Text = '{"table":"t","from":{"origin":"Local","format":"CSV"},"columns":[{"name":"a","type":"array(date)","source":"a","split":""}]}' }
    ) {
        $model = New-TableModel @{ $File = $Text; 'refined/t.sql' = 'SELECT 1 AS a' }
        { Update-LakeTable -Lake (New-TestFolder) -Model $model } | Should -Throw -ErrorId 'InvalidModel,*' -ExpectedMessage '*t.json*'
    }

    Context 'What a table costs' {
        BeforeAll {
            # Rows as the real ones are: several a title that say the same of it, names and ids that do not repeat.
            $random = [Random]::new(7)
            $words = 'noite rio lua sombra guerra amor silêncio coração night river war love Über Москва 東京 João'.Split(' ')
            function Get-Phrase([int] $most) { (1..$random.Next(1, $most)).ForEach{ $words[$random.Next($words.Count)] } -join ' ' }
            $rows = foreach ($title in 1..1200) {
                $of = "tt0$($title * 4):$(Get-Phrase 5)|$(Get-Phrase 5)|$($random.Next(1900, 2022))|$($random.Next(40, 200))|Crime,Drama|$($random.Next(10, 100) / 10)|$($random.Next(5, 90000))".Replace(':', '|')
                foreach ($artist in 1..4) {
                    "$of|actor|$(Get-Phrase 4)|$(Get-Phrase 3) $($random.Next(300000))|\N|\N|actor,writer|tt0$($random.Next(400000)),tt0$($random.Next(400000))"
                }
            }

            $header = (Get-Content (Join-Path $sample movies.csv) -TotalCount 1)
            $folder = New-TestFolder
            function New-Movies([int] $times) {
                $path = New-Item (Join-Path $folder "$times/Raw/Local/CSV/Movies/2022/05/02/movies.csv") -Force
                [IO.File]::WriteAllText($path, "$header`r`n" + -join (1..$times).ForEach{ ($rows -join "`r`n").Replace('tt0', "tt$_") + "`r`n" })
                Join-Path $folder $times
            }
        }

        It 'is less than a quarter of the bytes of its CSV' {
            $lake = New-Movies 10
            $made = Update-LakeTable -Lake $lake -Date 2022-05-02 -Layer Trusted
            $made.Rows | Should -Be 48000
            $made.Size / (Get-Item "$lake/Raw/Local/CSV/Movies/2022/05/02/movies.csv").Length | Should -BeLessThan 0.25
        }

        It 'is no memory of ours for a row' {
            # The least of three: what is shown of the progress is more on a slow machine.
            function Get-Allocated([string] $lake) {
                $allocated = foreach ($time in 1..3) {
                    $before = [GC]::GetTotalAllocatedBytes($true)
                    $null = Update-LakeTable -Lake $lake -Date 2022-05-02 -Layer Trusted -Force
                    [GC]::GetTotalAllocatedBytes($true) - $before
                }
                ($allocated | Measure-Object -Minimum).Minimum
            }

            # Both have more rows than are read ahead. A row of 48,000 more is some 140 bytes of the file.
            $small, $large = (New-Movies 10), (New-Movies 20)
            (Get-Allocated $large) - (Get-Allocated $small) | Should -BeLessThan 1MB
        }
    }
}

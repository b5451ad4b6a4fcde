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
    Describe "Invoke-LakeQuery, on $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TableLake $Kind
            $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        }

        It 'gives objects with typed properties' {
            $row = Invoke-LakeQuery 'SELECT id, title, release_date, popularity, adult, genres, budget FROM tmdb_movies WHERE id = 550' -Lake $lake.Address
            $row.PSObject.Properties.Name | Should -BeExactly id, title, release_date, popularity, adult, genres, budget
            $row.id | Should -BeOfType ([long])
            $row.title | Should -BeExactly 'Fight Club'
            $row.release_date | Should -BeOfType ([DateOnly])
            $row.release_date.ToString('o') | Should -Be 1999-10-15
            $row.popularity | Should -Be 61.4
            $row.adult | Should -BeFalse
            $row.genres | Should -HaveCount 1
            $row.genres[0].id, $row.genres[0].name | Should -Be 18, Drama
            $row.budget | Should -Be 63000000
        }

        It 'joins layers' {
            $rows = Invoke-LakeQuery "SELECT f.title_id, t.title FROM fact_title AS f JOIN tmdb_movies AS t ON t.id = f.tmdb_id WHERE f.tmdb_id = 551" -Lake $lake.Address
            $rows.title | Should -BeExactly 'The Poseidon Adventure'
        }
    }
}

Describe 'Invoke-LakeQuery' {
    BeforeAll {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
    }

    It 'takes queries from the pipeline' {
        ('SELECT 1 AS n', 'SELECT 2 AS n' | Invoke-LakeQuery -Lake $lake.Address).n | Should -Be 1, 2
    }

    It 'names columns of one name apart' {
        $row = Invoke-LakeQuery 'SELECT 1 AS n, 2 AS n, 3 AS N' -Lake $lake.Address
        $row.PSObject.Properties.Value | Should -Be 1, 2, 3
    }

    It 'names columns apart whose new name is taken, too' {
        $row = Invoke-LakeQuery 'SELECT 1 AS n, 2 AS n, 3 AS n_2, 4 AS N' -Lake $lake.Address
        $row.PSObject.Properties.Value | Should -Be 1, 2, 3, 4
        $row.PSObject.Properties.Name | Select-Object -Unique | Should -HaveCount 4
    }

    It 'gives columns that have the names of members of PowerShell''s own' {
        $json = Invoke-LakeQuery "SELECT 1 AS psobject, 2 AS pstypenames, {'psbase': 3} AS s" -Lake $lake.Address | ConvertTo-Json -Compress
        $json | Should -BeExactly '{"psobject":1,"pstypenames":2,"s":{"psbase":3}}'
    }

    It 'gives sums as whole numbers of 64 bits where they fit, and else as what they are' {
        $row = Invoke-LakeQuery 'SELECT sum(budget) AS total, sum(CAST(9223372036854775807 AS bigint)) AS large FROM tmdb_movies' -Lake $lake.Address
        $row.total | Should -BeOfType ([long])
        $row.total | Should -Be 68040000
        $row.large | Should -Be ([bigint] 9223372036854775807 * 43)
    }

    It 'gives bytes' {
        $rows = Invoke-LakeQuery "SELECT md5(to_utf8('a')) AS md5, ARRAY[to_utf8('b')] AS list FROM tmdb_movies" -Lake $lake.Address
        foreach ($row in $rows) {
            , $row.md5 | Should -BeOfType ([byte[]])
            [Convert]::ToHexString($row.md5) | Should -Be 0CC175B9C0F1B6A831C399E269772661
            [Convert]::ToHexString($row.list[0]) | Should -Be 62
        }
    }

    It 'takes a query that defines a table by the table of the same name' {
        (Invoke-LakeQuery 'WITH fact_title AS (SELECT * FROM fact_title WHERE tmdb_id = 551) SELECT tmdb_id FROM fact_title' -Lake $lake.Address).tmdb_id | Should -Be 551
    }

    It 'names the column of a value that cannot be shown: <_>' -ForEach 'INTERVAL 1 MONTH', "DATE 'infinity'", '99999999999999999999999999999999::DECIMAL(38,0)' {
        { Invoke-LakeQuery "SELECT 1 AS a, $_ AS odd" -Lake $lake.Address } | Should -Throw "The column 'odd' has a value of the type *" -ErrorId 'InvalidQuery,*'
    }

    It 'gives no row of a table that is not what was published' {
        $damaged = (New-TableLake Folder).Address
        $built = Update-LakeTable -Lake $damaged -Date 2022-05-02 -WarningAction SilentlyContinue
        $file = Join-Path $damaged ($built | Where-Object Table -EQ fact_title).Key
        $bytes = [IO.File]::ReadAllBytes($file)
        $bytes[60] = $bytes[60] -bxor 1
        [IO.File]::WriteAllBytes($file, $bytes)

        { Invoke-LakeQuery 'SELECT title_id FROM fact_title' -Lake $damaged } | Should -Throw '*fact_title.parquet is not the file that was published*' -ErrorId 'ChecksumMismatch,*'
        (Invoke-LakeQuery 'SELECT count(*) AS n FROM dim_war' -Lake $damaged).n | Should -BeGreaterThan 0
    }

    It 'says each time that the engine is missing, and how it is installed' {
        $alone = New-TestFolder
        Copy-Item (Split-Path (Get-BuiltModule)) $alone -Recurse
        $script = 'param($module, $lake) Import-Module $module; foreach ($try in 1..2) { try { Invoke-LakeQuery "SELECT 1" -Lake $lake } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction } }'
        $program, $first = Get-PowerShellCommand
        $env:PSModulePath, $before = '', $env:PSModulePath
        try {
            $told = & $program $first -NoProfile -CommandWithArgs $script (Join-Path $alone DataLakeTools/DataLakeTools.psd1) $lake.Address
        }
        finally {
            $env:PSModulePath = $before
        }

        $told[0] | Should -BeLike 'EngineNotInstalled,*'
        $told[1] | Should -BeLike '*Install-PSResource DataLakeTools.DuckDb.*'
        $told[2, 3] | Should -Be $told[0, 1]
    }

    It 'refuses <What> with <ErrorId>' -ForEach @(
        @{ What = 'what is no SQL'; Query = 'SELEC 1'; ErrorId = 'InvalidQuery' }
        @{ What = 'a column that is not there'; Query = 'SELECT nothing FROM fact_title'; ErrorId = 'InvalidQuery' }
        @{ What = 'a table that is not there'; Query = 'SELECT * FROM nothing'; ErrorId = 'TableNotFound' }
        @{ What = 'two statements'; Query = 'SELECT 1; SELECT 2'; ErrorId = 'InvalidQuery' }
        @{ What = 'a comment alone'; Query = '-- nothing'; ErrorId = 'InvalidQuery' }
        @{ What = 'the settings of the engine'; Query = 'SELECT 1 WHERE EXISTS (SELECT name, value FROM duckdb_settings())'; ErrorId = 'QueryOutsideLake' }
        @{ What = 'one setting of the engine'; Query = "SELECT count(*) FILTER (current_setting('temp_directory') = 'x') FROM fact_title"; ErrorId = 'QueryOutsideLake' }
        @{ What = 'a write'; Query = "COPY (SELECT 1) TO '/tmp/x.csv'"; ErrorId = 'QueryNotReadOnly' }
        @{ What = 'a drop'; Query = 'DROP VIEW fact_title'; ErrorId = 'QueryNotReadOnly' }
        @{ What = 'a setting'; Query = 'SET enable_external_access = true'; ErrorId = 'QueryNotReadOnly' }
        @{ What = 'a file of the machine'; Query = "SELECT * FROM read_text('/etc/passwd')"; ErrorId = 'QueryOutsideLake' }
        @{ What = 'a file of the machine as a table'; Query = "SELECT * FROM '/etc/passwd.csv'"; ErrorId = 'QueryOutsideLake' }
        @{ What = 'an address of the network'; Query = "SELECT * FROM read_csv('https://example.com/x.csv')"; ErrorId = 'QueryOutsideLake' }
        @{ What = 'an extension'; Query = 'INSTALL httpfs'; ErrorId = 'QueryNotReadOnly' }
    ) {
        { Invoke-LakeQuery $Query -Lake $lake.Address } | Should -Throw -ErrorId "$ErrorId,*"
    }

    It 'ends a query that runs for ever at its limit' {
        { Invoke-LakeQuery 'SELECT count(*) FROM range(10000000000) AS a, range(1000000) AS b' -Lake $lake.Address -TimeoutSeconds 1 } |
            Should -Throw -ErrorId 'QueryTimedOut,*'
    }

    It 'ends when the pipeline is stopped' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($module, $lake) Import-Module $module; Invoke-LakeQuery "SELECT count(*) FROM range(10000000000) AS a, range(1000000) AS b" -Lake $lake').AddArgument((Get-BuiltModule)).AddArgument($lake.Address)
        $running = $shell.BeginInvoke()
        Wait-Until -What 'the query runs' { $shell.InvocationStateInfo.State -eq 'Running' }
        $shell.Stop()
        $running.IsCompleted | Should -BeTrue
        $shell.InvocationStateInfo.State | Should -Be Stopped
        $shell.Dispose()
    }

    It 'leaves no working files behind' {
        $work = New-TestFolder
        $null = Invoke-LakeQuery 'SELECT count(*) AS n FROM fact_title' -Lake $lake.Address -WorkPath $work
        Get-ChildItem $work | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-LakeQuery, beside builds' {
    It 'answers each query of a pipeline from the tables that are published when it comes' {
        $lake = New-TableLake Folder
        $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $header, $rows = [IO.File]::ReadAllLines((Join-Path $PSScriptRoot ../../module/samples/data/movies.csv))
        $counts = $rows.Count, 30, 20
        $answers = $counts | ForEach-Object {
            if ($_ -lt $rows.Count) {
                $file = Join-Path (New-TestFolder) movies.csv
                [IO.File]::WriteAllText($file, ((@($header) + $rows[0..($_ - 1)]) -join "`r`n") + "`r`n")
                $null = Send-RawCsv $file $lake.Address -Date 2022-05-02 -Force -WarningAction SilentlyContinue
                $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
            }
            "SELECT count(*) AS all_rows, (SELECT CAST(sum(csv_rows) AS bigint) FROM fact_title WHERE kind = 'movie') AS counted FROM movies"
        } | Invoke-LakeQuery -Lake $lake.Address
        $answers.all_rows | Should -Be $counts
        $answers.counted | Should -Be $counts
    }
}

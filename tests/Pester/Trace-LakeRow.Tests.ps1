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

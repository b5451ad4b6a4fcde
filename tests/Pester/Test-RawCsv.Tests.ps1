BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
}

Describe 'Test-RawCsv' {
    BeforeEach {
        $folder = New-TestFolder
    }

    Context 'a good file' {
        It 'says what the file is' {
            Copy-Sample $folder
            $movies = Join-Path $folder movies.csv

            $report = Test-RawCsv $movies

            $report.PSTypeNames[0] | Should -BeExactly DataLakeTools.CsvReport
            $report.Path | Should -Be $movies
            $report.IsValid | Should -BeTrue
            $report.Rows | Should -Be 60
            $report.Columns | Should -Be @(
                'id', 'tituloPincipal', 'tituloOriginal', 'anoLancamento', 'tempoMinutos', 'genero', 'notaMedia', 'numeroVotos',
                'generoArtista', 'personagem', 'nomeArtista', 'anoNascimento', 'anoFalecimento', 'profissao', 'titulosMaisConhecidos')
            $report.Delimiter | Should -BeExactly '|'
            $report.Quoting | Should -Be None
            $report.LineEnding | Should -Be CrLf
            $report.EndsWithNewline | Should -BeTrue
            $report.Encoding | Should -BeExactly 'UTF-8'
            $report.Size | Should -Be (Get-Item $movies).Length
            $report.ProblemCount | Should -Be 0
            $report.Problems | Should -BeNullOrEmpty
        }

        It 'counts what is missing in every column, as a second reader does' {
            Copy-Sample $folder
            $series = Join-Path $folder series.csv
            $lines = [IO.File]::ReadAllText($series).TrimEnd("`r", "`n") -split "`r`n"
            $names = $lines[0] -split '\|'
            $fields = $lines[1..($lines.Count - 1)] | ForEach-Object { , ($_ -split '\|') }

            $report = Test-RawCsv $series

            $report.Missing.Column | Should -Be $names
            for ($i = 0; $i -lt $names.Count; $i++) {
                $report.Missing[$i].Missing | Should -Be @($fields | Where-Object { $_[$i] -ceq '\N' }).Count -Because $names[$i]
                $report.Missing[$i].Empty | Should -Be @($fields | Where-Object { $_[$i] -eq '' }).Count -Because $names[$i]
            }
        }

        It 'finds the delimiter <Name>, with the quoting <Quoting>' -ForEach @(
            @{ Name = 'pipe'; Delimiter = '|'; Quoting = 'None' }
            @{ Name = 'semicolon'; Delimiter = ';'; Quoting = 'Rfc4180' }
            @{ Name = 'comma'; Delimiter = ','; Quoting = 'Rfc4180' }
            @{ Name = 'tab'; Delimiter = "`t"; Quoting = $null }
        ) {
            $file = Write-TestFile (Join-Path $folder a.csv) "a$($Delimiter)b`n1$($Delimiter)2`n"

            $report = Test-RawCsv $file
            $report.Delimiter | Should -BeExactly $Delimiter
            $report.Columns | Should -Be a, b
            if ($Quoting) {
                $report.Quoting | Should -Be $Quoting
            }
        }

        It 'uses -Delimiter' {
            $file = Write-TestFile (Join-Path $folder a.csv) "a#b|c`n1#2|3`n"

            $report = Test-RawCsv $file -Delimiter '#'
            $report.Columns | Should -Be a, 'b|c'
        }

        It 'tells the line endings <Expected>' -ForEach @(
            @{ Expected = 'Lf'; Text = "a|b`n1|2`n"; Ends = $true }
            @{ Expected = 'CrLf'; Text = "a|b`r`n1|2`r`n"; Ends = $true }
            @{ Expected = 'Mixed'; Text = "a|b`r`n1|2`n"; Ends = $true }
            @{ Expected = 'Lf'; Text = "a|b`n1|2"; Ends = $false }
            @{ Expected = 'None'; Text = 'a|b'; Ends = $false }
        ) {
            $report = Test-RawCsv (Write-TestFile (Join-Path $folder a.csv) $Text)

            $report.LineEnding | Should -Be $Expected
            $report.EndsWithNewline | Should -Be $Ends
            $report.IsValid | Should -BeTrue
        }

        It 'tells a byte order mark' {
            $file = Join-Path $folder bom.csv
            [IO.File]::WriteAllText($file, "id|título`n1|ação`n", [Text.UTF8Encoding]::new($true))

            $report = Test-RawCsv $file
            $report.Encoding | Should -BeExactly 'UTF-8 with BOM'
            $report.Columns | Should -BeExactly id, título
            $report.IsValid | Should -BeTrue
        }

        It 'knows quoted fields with delimiters, quotes and newlines in them' {
            $report = Test-RawCsv (Write-TestFile (Join-Path $folder a.csv) "a,b`r`n""one, two"",""say """"hi""""`r`nthere""`r`n,`r`n")

            $report.IsValid | Should -BeTrue
            $report.Rows | Should -Be 2
            $report.Missing.Empty | Should -Be 1, 1
        }
    }

    Context 'a bad file' {
        It 'names the line, what was expected and what was found' {
            $report = Test-RawCsv (Write-TestFile (Join-Path $folder a.csv) "a|b`n1|2`n1`n1|2|3`n")

            $report.IsValid | Should -BeFalse
            $report.Rows | Should -Be 3
            $report.ProblemCount | Should -Be 2
            $report.Problems.Kind | Should -Be FieldCount, FieldCount
            $report.Problems.Line | Should -Be 3, 4
            $report.Problems.Expected | Should -Be '2 fields', '2 fields'
            $report.Problems.Found | Should -Be '1', '3'
            $report.Problems.Message | Should -Be 'line 3: expected 2 fields, found 1', 'line 4: expected 2 fields, found 3'
        }

        It 'counts all problems and lists the first -MaxProblems' {
            $file = Write-TestFile (Join-Path $folder a.csv) ("a|b`n" + "1`n" * 25)

            $report = Test-RawCsv $file
            $report.ProblemCount | Should -Be 25
            $report.Problems.Line | Should -Be (2..11)

            $report = Test-RawCsv $file -MaxProblems 2
            $report.ProblemCount | Should -Be 25
            $report.Problems.Line | Should -Be 2, 3
        }

        It 'finds <What>' -ForEach @(
            @{ What = 'what is not UTF-8'; Bytes = [byte[]] (0x61, 0x7C, 0x62, 0x0A, 0xE7, 0x7C, 0x32, 0x0A); Kind = 'InvalidUtf8'; Line = 2; Encoding = 'not UTF-8' }
            @{ What = 'UTF-16'; Bytes = [Text.Encoding]::Unicode.GetPreamble() + [Text.Encoding]::Unicode.GetBytes("a|b`n"); Kind = 'NotText'; Line = 1; Encoding = 'not UTF-8' }
            @{ What = 'an empty file'; Bytes = [byte[]] @(); Kind = 'Empty'; Line = 1; Encoding = 'UTF-8' }
            @{ What = 'an open quote'; Bytes = [Text.Encoding]::UTF8.GetBytes("a,b`n1,""2`n"); Kind = 'UnclosedQuote'; Line = 2; Encoding = 'UTF-8' }
        ) {
            $file = Join-Path $folder a.csv
            [IO.File]::WriteAllBytes($file, $Bytes)

            $report = Test-RawCsv $file

            $report.IsValid | Should -BeFalse
            $report.Problems[0].Kind | Should -Be $Kind
            $report.Problems[0].Line | Should -Be $Line
            $report.Encoding | Should -BeExactly $Encoding
        }
    }

    Context 'what it gives' {
        BeforeEach {
            $good = Write-TestFile (Join-Path $folder good.csv) "a|b`n1|2`n"
            $bad = Write-TestFile (Join-Path $folder bad.csv) "a|b`n1`n"
        }

        It 'warns of <What>, which is valid' -ForEach @(
            @{ What = 'a header that stands again among the rows'; Text = "a|b`n1|2`na|b`n3|4`n"; Said = '*Line 3 is the header once more*' }
            @{ What = 'rows that quotation marks swallow'; Text = "a,c`n1,x`n2,`"y`n3,z`n4,w`"`n"; Said = '*Lines 3 to 5 are one row*' }
            @{ What = 'a title that was saved with the delimiters of its table'; Text = "Report of films;;`na;b;c`n1;2;3`n"; Said = '*2 of its 3 columns have no name*' }
        ) {
            $file = Write-TestFile (Join-Path $folder a.csv) $Text

            $report = Test-RawCsv $file -WarningVariable warnings -WarningAction SilentlyContinue

            $report.IsValid, $report.Rows | Should -Be $true, @(Import-RawCsv $file -WarningAction SilentlyContinue).Count
            "$warnings" | Should -BeLike $Said
            $report.Warning | Should -BeLike $Said
        }

        It 'takes names of columns in angle brackets' {
            (Test-RawCsv (Write-TestFile (Join-Path $folder a.csv) "<id>,<name>`n1,a`n")).Columns | Should -BeExactly '<id>', '<name>'
            (Test-RawCsv (Write-TestFile (Join-Path $folder a.csv) "<id>`t<name>`n1`ta`n")).Columns | Should -BeExactly '<id>', '<name>'
            (Test-RawCsv (Write-TestFile (Join-Path $folder a.csv) "<html>`n<body>,a`n") -WarningAction SilentlyContinue).Problems.Kind | Should -Contain OtherFormat
        }

        It 'is an error of its own where a path has NUL in it, of <Command>' -ForEach @(
            @{ Command = 'Test-RawCsv'; Run = { Test-RawCsv "a`0b" }; Id = 'SourceNotFound' }
            @{ Command = 'Import-RawCsv'; Run = { Import-RawCsv -LiteralPath "a`0b" }; Id = 'SourceNotFound' }
            @{ Command = 'Import-LakeEnvironment'; Run = { Import-LakeEnvironment "a`0b" }; Id = 'SourceNotFound' }
            @{ Command = 'Test-LakeJob'; Run = { Test-LakeJob "a`0b" }; Id = 'SourceNotFound' }
            @{ Command = 'Get-LakeQuestion'; Run = { Get-LakeQuestion -Model "a`0b" }; Id = 'InvalidOption' }
            @{ Command = 'Update-LakeTable'; Run = { Update-LakeTable -Lake $folder -WorkPath "a`0b" }; Id = 'InvalidOption' }
            @{ Command = 'Export-LakeDashboard'; Run = { Export-LakeDashboard "a`0b" -Lake $folder }; Id = 'InvalidOption' }
            @{ Command = 'Get-TmdbMovies'; Run = { Get-TmdbMovies 1 -Token (ConvertTo-SecureString t -AsPlainText) -CachePath "a`0b" }; Id = 'InvalidOption' }
        ) {
            $ErrorActionPreference = 'Stop'
            $Run | Should -Throw -ErrorId "$Id,*"
        }

        It 'is true or false with -Quiet' {
            $answers = Test-RawCsv $good, $bad -Quiet

            $answers | Should -Be $true, $false
            $answers[0] | Should -BeOfType bool
        }

        It 'shows as a list with the problems' {
            $text = Test-RawCsv $bad | Out-String -Width 150

            $text | Should -Match 'Columns +: 2: a, b'
            $text | Should -Match 'Problems +: line 2: expected 2 fields, found 1'
        }

        It 'shows a tab by its name' {
            $file = Write-TestFile (Join-Path $folder tab.csv) "a`tb`n1`t\N`n"
            $text = Test-RawCsv $file | Out-String -Width 150

            $text | Should -Match 'Delimiter +: tab'
            $text | Should -Match 'Missing +: b 1'
        }

        It 'is the same in a culture with decimal commas' {
            $before = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'pt-BR'
                $file = New-LargeCsv (Join-Path $folder large.csv) 1MB
                $text = Test-RawCsv $file | Out-String -Width 150
            }
            finally {
                [cultureinfo]::CurrentCulture = $before
            }

            $text | Should -Match 'Size +: 1\.\d\d MB'
        }

        It 'comes for each file, in the order of the input' {
            Push-Location -LiteralPath $folder
            try {
                (Get-ChildItem *.csv | Sort-Object Name | Test-RawCsv).IsValid | Should -Be $false, $true
                (Test-RawCsv ./*.csv | Sort-Object Path).IsValid | Should -Be $false, $true
                ('good.csv', 'bad.csv' | Test-RawCsv).IsValid | Should -Be $true, $false
            }
            finally {
                Pop-Location
            }
        }

        It 'takes names letter by letter with -LiteralPath' {
            $file = Write-TestFile (Join-Path $folder 'ação [1] 🎬.csv') "a|b`n1|2`n"
            (Test-RawCsv -LiteralPath $file).Path | Should -Be $file
            (Get-Item -LiteralPath $file | Test-RawCsv).Path | Should -Be $file
        }

        It 'is an error of its own for a file that is not there, and the others go on' {
            $absent = Join-Path $folder absent.csv

            $reports = Test-RawCsv $absent, $good, $folder, (Join-Path $folder 'no*.csv') -ErrorVariable errors -ErrorAction SilentlyContinue

            $reports.Path | Should -Be $good
            $errors.FullyQualifiedErrorId | Sort-Object | Should -Be @(
                'SourceNotFound,DataLakeTools.Commands.TestRawCsvCommand'
                'SourceNotFound,DataLakeTools.Commands.TestRawCsvCommand'
                'SourceUnreadable,DataLakeTools.Commands.TestRawCsvCommand')
            $errors.TargetObject | Should -Contain $absent
        }

        It 'runs under the latest strict mode' {
            Set-StrictMode -Version Latest
            Test-RawCsv $good, $bad | Out-String | Should -Match 'good.csv'
        }

        It 'stops when the pipeline wants no more' {
            (Test-RawCsv $good, $bad | Select-Object -First 1).Path | Should -Be $good
        }
    }

    It 'ends on Ctrl+C' {
        $huge = New-EmptyBytes (Join-Path $folder huge.csv) 20GB
        $pipeline = Start-Pipeline 'Test-RawCsv $huge' @{ huge = $huge }
        try {
            Wait-Until -What 'the check shows progress' { $pipeline.Shell.Streams.Progress.Count -gt 0 }
            $stopping = $pipeline.Shell.BeginStop($null, $null)
            Wait-Until -What 'the check has stopped' { $stopping.IsCompleted -and $pipeline.Result.IsCompleted }

            $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
            $pipeline.Shell.Streams.Progress.Activity | Should -Contain 'Checking huge.csv'
        }
        finally {
            $pipeline.Shell.Dispose()
            Remove-Item $huge
        }
    }
}

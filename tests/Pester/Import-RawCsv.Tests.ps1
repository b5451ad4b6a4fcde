BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
}

Describe 'Import-RawCsv' {
    BeforeEach {
        $folder = New-TestFolder
    }

    Context 'types' {
        It 'of the files of films and series are those of their contracts' {
            Copy-Sample $folder

            $row = Import-RawCsv (Join-Path $folder movies.csv) -First 1

            $row.numeroVotos | Should -BeOfType ([int])
            $row.notaMedia | Should -BeOfType ([decimal])
            $row.anoLancamento | Should -BeOfType ([int])
            $row.id | Should -BeOfType ([string])
            $row.genero | Should -BeOfType ([string])
        }

        It 'let numbers be compared and sorted as numbers' {
            Copy-Sample $folder
            $movies = Join-Path $folder movies.csv
            $expected = Import-Csv $movies -Delimiter '|' | Where-Object { $_.numeroVotos -ne '\N' -and [int] $_.numeroVotos -gt 900 }

            (Import-RawCsv $movies | Where-Object numeroVotos -GT 900).id | Should -Be $expected.id
            (Import-RawCsv $movies | Sort-Object numeroVotos)[-1].numeroVotos | Should -Be ($expected.numeroVotos | ForEach-Object { [int] $_ } | Measure-Object -Maximum).Maximum
        }

        It 'are none with -AsText' {
            Copy-Sample $folder

            (Import-RawCsv (Join-Path $folder series.csv) -AsText -First 1).numeroVotos | Should -BeOfType ([string])
        }

        It 'leave a value that does not fit text, and one warning counts such values' {
            $header = 'id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos'
            $file = Write-TestFile (Join-Path $folder movies.csv) "$header`ntt1|a|a|1994|90|Crime|8.5|1000|actor|x|y|\N|\N||\N`ntt2|b|b|19x4|90|Crime|8.55|1e3|actor|x|y|\N|\N||\N`ntt3|c|c|94|90|Crime|8|7|actor|x|y|\N|\N||\N`n"

            $rows = Import-RawCsv $file -WarningVariable warnings -WarningAction SilentlyContinue

            $rows.anoLancamento | Should -Be 1994, '19x4', '94'
            $rows[1].numeroVotos | Should -BeOfType ([string])
            $rows[2].numeroVotos | Should -Be 7
            @($warnings) | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike "*movies.csv' that do not fit their type stay text: anoLancamento (smallint) 2x, first '19x4' in line 3; notaMedia (decimal(3,1)) 1x, first '8.55' in line 3; numeroVotos (integer) 1x*"
        }

        It 'are warned of after the last row of their file, also with -Unique' {
            $header = 'id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos'
            $files = 1..50 | ForEach-Object {
                Write-TestFile (Join-Path $folder "$_.csv") "$header`ntt1|a|a|19x4|90|Crime|8.5|1000|actor|x|y|\N|\N||\N`ntt2|b|b|1994|90|Crime|8.5|1|actor|x|y|\N|\N||\N`n"
            }

            foreach ($unique in @{}, @{ Unique = 'id'; UniquePer = 'File' }) {
                $kinds = Import-RawCsv $files @unique 3>&1 | ForEach-Object { $_ -is [System.Management.Automation.WarningRecord] ? 'warning' : 'row' }
                $kinds | Should -Be (1..50 | ForEach-Object { 'row', 'row', 'warning' })
            }
        }

        It 'of files that nobody knows are text, and with -Typed those that all values have' {
            $file = Write-TestFile (Join-Path $folder other.csv) "zip,count,price,day,flag,mixed,none`n01310,12,1.50,2022-05-02,true,1,`n20040,,2,2022-05-03,false,x,`n"

            (Import-RawCsv $file)[0].count | Should -BeOfType ([string])
            $typed = Import-RawCsv $file -Typed
            $typed[0].zip | Should -BeExactly '01310'
            $typed[0].count | Should -BeOfType ([long])
            $null -eq $typed[1].count | Should -BeTrue
            $typed[1].price | Should -BeOfType ([decimal])
            $typed[0].day | Should -Be ([DateOnly]::new(2022, 5, 2))
            $typed[1].flag | Should -BeFalse
            $typed[0].mixed | Should -BeExactly '1'
            $typed[0].none | Should -BeExactly ''
        }

        It 'keep every digit of a long number' {
            $file = Write-TestFile (Join-Path $folder long.csv) "a,b`n12345678901234567890,123456789012345678901234567890`n"

            $row = Import-RawCsv $file -Typed

            "$($row.a) $($row.b)" | Should -BeExactly '12345678901234567890 123456789012345678901234567890'
            $row.b | Should -BeOfType ([string])
        }

        It 'are refused as both -AsText and -Typed' {
            { Import-RawCsv (Write-TestFile (Join-Path $folder a.csv) "a`n1`n") -AsText -Typed } | Should -Throw -ErrorId 'InvalidOption,*'
        }
    }

    Context 'rows' {
        It 'are objects with the names of the header' {
            Copy-Sample $folder
            $movies = Join-Path $folder movies.csv

            $rows = Import-RawCsv $movies

            $rows | Should -HaveCount 60
            $rows[0].PSObject.Properties.Name | Should -Be (Test-RawCsv $movies).Columns
            $rows[0].id | Should -BeExactly 'tt7984777'
            $rows[0].tituloPincipal | Should -BeExactly 'Ōkami primeiro first casa stone'
            $rows[0].profissao | Should -BeExactly 'actor,actress'
        }

        It 'are objects of their own, like those of Import-Csv' {
            Copy-Sample $folder
            $movies = Join-Path $folder movies.csv
            $theirs = (Import-Csv $movies -Delimiter '|')[0]

            $rows = Import-RawCsv $movies
            $rows[0].id = 'changed'

            $rows[1].id | Should -BeLike 'tt*'
            $rows[0].PSObject.BaseObject.GetType() | Should -Be $theirs.PSObject.BaseObject.GetType()
            $rows[0].PSObject.TypeNames | Should -Be $theirs.PSObject.TypeNames
            @($rows[0] | Get-Member).Name | Should -Be @($theirs | Get-Member).Name
        }

        It 'are what a second reader reads' {
            Copy-Sample $folder
            $series = Join-Path $folder series.csv
            $theirs = Import-Csv $series -Delimiter '|' | ForEach-Object { $_.PSObject.Properties.Value -join '|' }

            $ours = Import-RawCsv $series | ForEach-Object { ($_.PSObject.Properties | ForEach-Object { $_.Value ?? '\N' }) -join '|' }

            $ours | Should -BeExactly $theirs
        }

        It 'have $null for \N, and an empty string for an empty field' {
            $row = Import-RawCsv (Write-TestFile (Join-Path $folder a.csv) "a|b|c|d`n\N||\n|x\N`n")

            $null -eq $row.a | Should -BeTrue
            $row.b | Should -BeExactly ''
            $row.c | Should -BeExactly '\n'
            $row.d | Should -BeExactly 'x\N'
        }

        It 'keep backslashes and quotation marks with |' {
            $row = Import-RawCsv (Write-TestFile (Join-Path $folder a.csv) "a|b`r`nTrevor \Broom\ B|""Al"" Pacino`r`n")

            $row.a | Should -BeExactly 'Trevor \Broom\ B'
            $row.b | Should -BeExactly '"Al" Pacino'
        }

        It 'are read by RFC 4180 with , and ;' {
            $file = Write-TestFile (Join-Path $folder a.csv) "a,b`r`n""one, two"",""say """"hi""""`r`nthere""`r`n""\N"",""""`r`n"
            $rows = Import-RawCsv $file

            $rows[0].a | Should -BeExactly 'one, two'
            $rows[0].b | Should -BeExactly "say ""hi""`r`nthere"
            $rows[1].a | Should -BeExactly '\N'
            $rows[1].b | Should -BeExactly ''
        }

        It 'are found after a byte order mark and before an end without newline' {
            $file = Join-Path $folder bom.csv
            [IO.File]::WriteAllText($file, "id|título`n1|ação", [Text.UTF8Encoding]::new($true))

            $row = Import-RawCsv $file
            $row.id | Should -Be 1
            $row.título | Should -BeExactly 'ação'
        }

        It 'are none in a file of a header alone' {
            Import-RawCsv (Write-TestFile (Join-Path $folder a.csv) "a|b`n") | Should -BeNullOrEmpty
        }

        It 'come from several files, in their order' {
            $files = 1..3 | ForEach-Object { Write-TestFile (Join-Path $folder "$_.csv") "a|b`n$_|x`n" }

            (Import-RawCsv $files).a | Should -Be 1, 2, 3
            ($files | Import-RawCsv).a | Should -Be 1, 2, 3
            (Get-ChildItem $folder | Sort-Object Name | Import-RawCsv).a | Should -Be 1, 2, 3
            (Import-RawCsv (Join-Path $folder '[12].csv') | Sort-Object a).a | Should -Be 1, 2
        }

        It 'come from names letter by letter with -LiteralPath' {
            $file = Write-TestFile (Join-Path $folder 'ação [1] 🎬.csv') "a|b`n1|2`n"
            (Import-RawCsv -LiteralPath $file).a | Should -Be 1
        }
    }

    Context '-Delimiter, -Property, -Unique and -First' {
        BeforeEach {
            $file = Write-TestFile (Join-Path $folder a.csv) "id|title|artist`n1|A|x`n1|A|y`n2|B|z`n1|A|w`n\N|C|v`n\N|D|u`n|E|t`n"
        }

        It 'uses -Delimiter' {
            $hash = Write-TestFile (Join-Path $folder hash.csv) "a#b`n1#2`n"
            (Import-RawCsv $hash -Delimiter '#').b | Should -Be 2
        }

        It 'gives only the columns of -Property, in that order' {
            $rows = Import-RawCsv $file -Property artist, id

            $rows[0].PSObject.Properties.Name | Should -BeExactly artist, id
            $rows.artist | Should -Be x, y, z, w, v, u, t
        }

        It 'finds columns whatever their case and names them as the file does' {
            (Import-RawCsv $file -Property ID -First 1).PSObject.Properties.Name | Should -BeExactly id
        }

        It 'gives the first row of each value with -Unique' {
            (Import-RawCsv $file -Unique id).artist | Should -Be x, z, v, t
            (Import-RawCsv $file -Unique id -Property title).title | Should -Be A, B, C, E
        }

        It 'gives the first row of each value with -Unique over all files, or in each with -UniquePer File' {
            $other = Write-TestFile (Join-Path $folder b.csv) "title,id`nX,1`nY,3`n"

            (Import-RawCsv $file, $other -Unique id).title | Should -Be A, B, C, E, Y
            ($file, $other | Import-RawCsv -Unique id).title | Should -Be A, B, C, E, Y
            (Import-RawCsv $file, $other -Unique id -UniquePer File).title | Should -Be A, B, C, E, X, Y
        }

        It 'gives the first rows with -First, over all files' {
            (Import-RawCsv $file -First 2).artist | Should -Be x, y
            (Import-RawCsv $file -Unique id -First 2).artist | Should -Be x, z
            (Import-RawCsv $file, $file -First 8).artist | Should -Be x, y, z, w, v, u, t, x
            Import-RawCsv $file -First 0 | Should -BeNullOrEmpty
        }

        It 'says which columns there are when one is unknown (<Name>)' -ForEach @(
            @{ Name = 'Property' }, @{ Name = 'Unique' }
        ) {
            $given = @{ $Name = 'ano' }
            Import-RawCsv $file @given -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.ImportRawCsvCommand'
            $errors[0].CategoryInfo.Category | Should -Be InvalidArgument
            $errors[0].TargetObject | Should -Be ano
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*id, title, artist*'
        }

        It 'names them all, as long as the header is one of ours' {
            Copy-Sample $folder
            Import-RawCsv (Join-Path $folder movies.csv) -Property ano -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*: id, tituloPincipal, *, titulosMaisConhecidos.'
        }

        It 'gives a column once, however often it is named' {
            $row = Import-RawCsv $file -Property title, id, ID, title -First 1
            $row.PSObject.Properties.Name | Should -BeExactly title, id
        }
    }

    Context 'errors' {
        It 'gives the rows before a bad one, names its line, and goes on with the next file' {
            $bad = Write-TestFile (Join-Path $folder bad.csv) "a|b`n1|2`n3`n5|6`n"
            $good = Write-TestFile (Join-Path $folder good.csv) "a|b`n7|8`n"

            $rows = Import-RawCsv $bad, $good -ErrorVariable errors -ErrorAction SilentlyContinue

            $rows.a | Should -Be 1, 7
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly 'CsvUnreadable,DataLakeTools.Commands.ImportRawCsvCommand'
            $errors[0].CategoryInfo.Category | Should -Be InvalidData
            $errors[0].TargetObject | Should -Be $bad
            $errors[0].ErrorDetails.Message | Should -BeLike '*line 3: expected 2 fields, found 1*'
        }

        It 'names a column of its own where the header has <What>, and warns' -ForEach @(
            @{ What = 'a name twice'; Text = "a|A`n1|2`n"; Names = 'a A_2' }
            @{ What = 'no name'; Text = "a||c`n1|2|3`n"; Names = 'a Column2 c' }
        ) {
            $file = Write-TestFile (Join-Path $folder a.csv) $Text

            $row = Import-RawCsv $file -WarningVariable warnings -WarningAction SilentlyContinue

            $row.PSObject.Properties.Name -join ' ' | Should -BeExactly $Names
            $warnings | Should -HaveCount 1
            "$warnings" | Should -BeLike "Column 2 of '$file' *"
            Test-RawCsv $file -Quiet | Should -BeTrue -Because 'what is valid can be read'
        }

        It 'warns once of many columns without a name, and once of many with the same' {
            $file = Write-TestFile (Join-Path $folder a.csv) "a|||a|a|`n1|2|3|4|5|6`n"

            Import-RawCsv $file -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null

            $warnings | Should -HaveCount 2
            "$($warnings[0])" | Should -BeExactly "3 columns of '$file' have no name, the first of them column 2; they are called 'Column2', 'Column3', 'Column6' here."
            "$($warnings[1])" | Should -BeExactly "2 columns of '$file' have the name of another, the first of them column 4; they are called 'a_2', 'a_3' here."
        }

        It 'refuses <What>' -ForEach @(
            @{ What = 'a NUL in a field'; Text = "a|b`n1|2`0`n" }
            @{ What = 'an empty file'; Text = '' }
        ) {
            $file = Write-TestFile (Join-Path $folder a.csv) $Text
            Import-RawCsv $file -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly 'CsvUnreadable,DataLakeTools.Commands.ImportRawCsvCommand'
            $errors[0].TargetObject | Should -Be $file
        }

        It 'says that <What>' -ForEach @(
            @{ What = 'a file is not there'; Path = 'absent.csv'; Id = 'SourceNotFound' }
            @{ What = 'no file matches'; Path = 'absent*.csv'; Id = 'SourceNotFound' }
            @{ What = 'a folder is no file'; Path = ''; Id = 'SourceUnreadable' }
        ) {
            Import-RawCsv (Join-Path $folder $Path) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.ImportRawCsvCommand"
        }
    }

    Context 'streaming' {
        It 'gives the first rows of a file that it could never read whole' {
            # 1 GB of which nothing but the first block is a CSV: whoever reads on ends in an error.
            $file = New-LargeCsv (Join-Path $folder large.csv) 1MB
            $stream = [IO.File]::OpenWrite($file)
            $stream.SetLength(1GB)
            $stream.Dispose()
            try {
                $rows = Import-RawCsv $file -ErrorVariable errors | Select-Object -First 3
                $rows.id | Should -Be tt0000001, tt0000002, tt0000003

                $rows = Import-RawCsv $file -First 3 -ErrorVariable +errors
                $rows | Should -HaveCount 3
                $errors | Should -BeNullOrEmpty

                # The file is closed again.
                { [IO.File]::Open($file, 'Open', 'ReadWrite', 'None').Dispose() } | Should -Not -Throw
            }
            finally {
                Remove-Item $file
            }
        }

        It 'holds no more memory for a file ten times as large' {
            $peaks = Invoke-OtherPowerShell -Argument (Get-BuiltModule), (New-LargeCsv (Join-Path $folder small.csv) 2MB), (New-LargeCsv (Join-Path $folder large.csv) 20MB) {
                param($module, $small, $large)
                Import-Module $module
                foreach ($file in $small, $large) {
                    $peak = 0
                    $count = 0
                    Import-RawCsv $file -Property id, nota | ForEach-Object {
                        if (++$count % 20000 -eq 0) {
                            $peak = [Math]::Max($peak, [GC]::GetTotalMemory($true))
                        }
                    }
                    $peak
                }
            }

            $peaks[1] - $peaks[0] | Should -BeLessThan 5MB
        }

        It 'allocates less than Import-Csv, also where no value comes twice' {
            $file = Join-Path $folder different.csv
            [IO.File]::WriteAllLines($file, @('a|b|c|d|e|f|g|h|i|j|k|l') + @(1..20000 | ForEach-Object { $row = $_; (1..12 | ForEach-Object { "v$row-$_" }) -join '|' }))

            $ours, $theirs = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $file {
                param($module, $file)
                Import-Module $module
                foreach ($import in { Import-RawCsv $file }, { Import-Csv $file -Delimiter '|' }) {
                    $null = & $import | Select-Object -First 1
                    $before = [GC]::GetTotalAllocatedBytes($true)
                    $null = & $import
                    [GC]::GetTotalAllocatedBytes($true) - $before
                }
            }

            $ours | Should -BeLessThan $theirs
        }

        It 'compiles little before the first row' {
            Copy-Sample $folder

            # Without what is compiled ahead because earlier processes used it, and once more because it is used often.
            Set-TestEnvironment @{ DOTNET_MultiCoreJitMinNumCpus = '1000'; DOTNET_TC_CallCounting = '0' }
            try {
                $compiled = Invoke-OtherPowerShell -Argument (Get-BuiltModule), (Join-Path $folder movies.csv) {
                    param($module, $file)
                    Import-Module $module

                    # What other commands compile, too: the core, the pipeline.
                    $null = Get-LakePath movies.csv
                    $null = Import-Csv $file -Delimiter '|' | Select-Object -First 1
                    $before = [Runtime.JitInfo]::GetCompiledMethodCount($false)
                    $null = Import-RawCsv $file -First 1
                    [Runtime.JitInfo]::GetCompiledMethodCount($false) - $before
                }
            }
            finally {
                Restore-TestEnvironment
            }

            # 364 where it reads the columns of the contracts alone; 951 where it read the whole model and scanned the header.
            $compiled | Should -BeGreaterThan 0
            $compiled | Should -BeLessThan 450
        }

        It 'ends on Ctrl+C' {
            $file = New-LargeCsv (Join-Path $folder large.csv) 200MB
            $pipeline = Start-Pipeline 'Import-RawCsv $file | ForEach-Object { $seen[0]++ }' @{ file = $file; seen = ($seen = @(0)) }
            try {
                Wait-Until -What 'rows come' { $seen[0] -gt 0 -or $pipeline.Result.IsCompleted }
                $stopping = $pipeline.Shell.BeginStop($null, $null)
                Wait-Until -What 'the import has stopped' { $stopping.IsCompleted -and $pipeline.Result.IsCompleted }
                $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
            }
            finally {
                $pipeline.Shell.Dispose()
                Remove-Item $file
            }
        }
    }
}

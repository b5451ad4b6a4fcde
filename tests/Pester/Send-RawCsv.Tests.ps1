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
    Describe "Send-RawCsv, to $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeEach {
            $lake = New-TestLake $Kind
            $folder = New-TestFolder
            Copy-Sample $folder
            $movies = Join-Path $folder movies.csv
            $series = Join-Path $folder series.csv
            $moviesKey = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
            $seriesKey = 'Raw/Local/CSV/Series/2022/05/02/series.csv'
            $to = @{ Lake = $lake.Address; Date = '2022-05-02' }
        }

        Context 'the main job' {
            It 'puts files at their keys, byte for byte' {
                $receipts = Send-RawCsv $movies, $series @to

                $receipts.Key | Should -Be $moviesKey, $seriesKey
                Get-TestLakeKey $lake | Should -Be $moviesKey, $seriesKey
                Get-TestLakeHash $lake $moviesKey | Should -Be (Get-FileHash $movies).Hash
                Get-TestLakeHash $lake $seriesKey | Should -Be (Get-FileHash $series).Hash
            }

            It 'gives a receipt that says everything' {
                $receipt = Send-RawCsv $movies @to

                $receipt.PSTypeNames[0] | Should -BeExactly DataLakeTools.Receipt
                $receipt.Status | Should -Be Uploaded
                $receipt.Lake | Should -Be $lake.Address
                $receipt.Key | Should -Be $moviesKey
                $receipt.Address | Should -Be ($Kind -eq 'S3' ? "$($lake.Address)/$moviesKey" : (Join-Path $lake.Root $moviesKey))
                $receipt.Source | Should -Be $movies
                $receipt.Size | Should -Be (Get-Item $movies).Length
                $receipt.Checksum.ToString() | Should -Match '^CRC32C:[A-Za-z0-9+/]{6}==$'
                $receipt.Verified | Should -BeTrue
                $receipt.Rows | Should -Be 60
                $receipt.Columns | Should -Be 15
                $receipt.Records | Should -BeNullOrEmpty
                $receipt.Parts | Should -Be 1
                $receipt.Duration | Should -BeGreaterThan ([timespan]::Zero)
                $receipt.BytesPerSecond | Should -BeGreaterThan 0
            }

            It 'uses the day of the run when no date is given' {
                $before = Get-Date
                $receipt = Send-RawCsv $movies -Lake $lake.Address
                $days = @($before, (Get-Date)) | ForEach-Object { 'Raw/Local/CSV/Movies/{0:yyyy}/{0:MM}/{0:dd}/movies.csv' -f $_ }

                $receipt.Key | Should -BeIn $days
            }

            It 'shows receipts as a table with the key' {
                $text = Send-RawCsv $movies @to | Format-Table | Out-String -Width 150

                $text | Should -Match ([regex]::Escape("Lake: $($lake.Address)"))
                $text | Should -Match "Uploaded +60 +10.3 KB .*$moviesKey"
            }

            It 'tells its story in the verbose stream' {
                $receipt, $told = (Send-RawCsv $movies @to -Verbose 4>&1).Where({ $_ -isnot [Management.Automation.VerboseRecord] }, 'Split')

                $told.Message | Should -Contain "Send '$movies' to $($receipt.Address)"
                $told.Message | Should -Contain "'$movies' is at $($receipt.Address): 10308 bytes, $($receipt.Checksum)."

                $told = (Send-RawCsv $movies @to -Verbose 4>&1).Where({ $_ -is [Management.Automation.VerboseRecord] })
                $told.Message | Should -Contain "$($receipt.Address) already has the bytes of '$movies'; nothing was sent."
            }

            It 'says nothing beside the receipt unless it is asked to' {
                (Send-RawCsv $movies @to *>&1) | Should -HaveCount 1
            }
        }

        Context 'what is already there' {
            It 'leaves the same bytes alone and sends nothing' {
                $first = Send-RawCsv $movies @to
                $second = Send-RawCsv $movies @to

                $second.Status | Should -Be Unchanged
                $second.Parts | Should -Be 0
                $second.BytesPerSecond | Should -Be 0
                $second.Verified | Should -BeTrue
                $second.Rows | Should -Be 60
                $second.Columns | Should -Be 15
                "$($second.Checksum)" | Should -Be "$($first.Checksum)"
            }

            It 'refuses to replace other bytes' {
                $original = (Get-FileHash $movies).Hash
                $receipt = Send-RawCsv $movies @to
                Add-Content $movies "tt0000001$('|x' * 14)`r`n" -NoNewline

                Send-RawCsv $movies @to -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

                $errors | Should -HaveCount 1
                $errors[0].FullyQualifiedErrorId | Should -BeExactly 'ObjectExists,DataLakeTools.Commands.SendRawCsvCommand'
                $errors[0].CategoryInfo.Category | Should -Be ResourceExists
                $errors[0].TargetObject | Should -Be $receipt.Address
                $errors[0].Exception.Message | Should -BeLike "*$($receipt.Address) is already there with other content.*"
                $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
                Get-TestLakeHash $lake $moviesKey | Should -Be $original
            }

            It 'lets files of one name take turns, in their order' {
                $one, $two = 'a', 'b' | ForEach-Object { (New-Item (Join-Path (New-TestFolder) $_) -ItemType Directory).FullName }
                $first = New-LargeCsv (Join-Path $one films.csv) 3MB
                $second = Write-TestFile (Join-Path $two films.csv) "id`r`n2`r`n"
                foreach ($round in 1..3) {
                    $to = @{ Lake = $lake.Address; Date = "2022-06-0$round" }
                    $receipt = Send-RawCsv $first, $second @to -ErrorVariable wrong -ErrorAction SilentlyContinue
                    $receipt.Source | Should -Be $first
                    $wrong | Should -HaveCount 1
                    $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'ObjectExists,DataLakeTools.Commands.SendRawCsvCommand'
                    (Get-Item $second, $first | Send-RawCsv @to -Force).Status | Should -Be Replaced, Replaced
                    (Send-RawCsv $first, $first @to).Status | Should -Be Unchanged, Unchanged
                }
            }

            It 'refuses other bytes of the same length' {
                $null = Send-RawCsv $movies @to
                $bytes = [IO.File]::ReadAllBytes($movies)
                $bytes[-10] = $bytes[-10] -bxor 1
                [IO.File]::WriteAllBytes($movies, $bytes)

                Send-RawCsv $movies @to -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
                $errors[0].FullyQualifiedErrorId | Should -BeLike 'ObjectExists,*'
            }

            It 'replaces other bytes with -Force' {
                $null = Send-RawCsv $movies @to
                Add-Content $movies "tt0000001$('|x' * 14)`r`n" -NoNewline

                $receipt = Send-RawCsv $movies @to -Force

                $receipt.Status | Should -Be Replaced
                $receipt.Rows | Should -Be 61
                $receipt.Verified | Should -BeTrue
                Get-TestLakeHash $lake $moviesKey | Should -Be (Get-FileHash $movies).Hash
                (Send-RawCsv $movies @to -Force).Status | Should -Be Unchanged
            }

            It 'replaces a large file with -Force' {
                $large = New-LargeCsv (Join-Path $folder large.csv)
                $null = Send-RawCsv $large @to -PartSize 5MB
                Add-Content $large "tt0000001$('|x' * 4)`r`n" -NoNewline

                $receipt = Send-RawCsv $large @to -PartSize 5MB -Force

                $receipt.Status | Should -Be Replaced
                Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $large).Hash
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'keeps the same file of another day beside it' {
                $receipts = '2022-05-02', '2022-05-03' | ForEach-Object { Send-RawCsv $movies -Lake $lake.Address -Date $_ }

                $receipts.Status | Should -Be Uploaded, Uploaded
                Get-TestLakeKey $lake | Should -Be $moviesKey, $moviesKey.Replace('/02/movies', '/03/movies')
            }
        }

        Context 'the check' {
            It 'does not publish a file that fails, and says where and why' {
                $bad = Write-TestFile (Join-Path $folder bad.csv) "id|ano`r`n1|2000`r`n2`r`n3|2002|x`r`n"

                Send-RawCsv $bad @to -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

                $errors | Should -HaveCount 1
                $errors[0].FullyQualifiedErrorId | Should -BeExactly 'CsvFieldCount,DataLakeTools.Commands.SendRawCsvCommand'
                $errors[0].CategoryInfo.Category | Should -Be InvalidData
                $errors[0].TargetObject | Should -Be $bad
                $errors[0].ErrorDetails.Message | Should -BeLike '*line 3: expected 2 fields, found 1; line 4: expected 2 fields, found 3*'
                $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Test-RawCsv*-SkipCheck*'
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'says in the error id what is wrong with <What>: <ErrorId>' -ForEach @(
                Get-BadCsv
                @{ What = 'a delimiter that is not that of the rows'; ErrorId = 'CsvWrongDelimiter'; Latin1 = "a;b`n1;2`n3;4`n"; Delimiter = ',' }
            ) {
                $bad = Join-Path $folder bad.csv
                [IO.File]::WriteAllText($bad, $Latin1, [Text.Encoding]::Latin1)
                $options = $_.Contains('Delimiter') ? @{ Delimiter = $Delimiter } : @{}

                Send-RawCsv $bad @to @options -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

                $errors.FullyQualifiedErrorId | Should -BeExactly "$ErrorId,DataLakeTools.Commands.SendRawCsvCommand"
                $errors[0].CategoryInfo.Category | Should -Be InvalidData
                $errors[0].ErrorDetails.Message | Should -BeLike '*bad.csv* failed its check and was not sent: line *: expected *, found *'
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'does not publish a large file that fails in its <Where> part' -ForEach @(
                @{ Where = 'first'; Part = 0 }
                @{ Where = 'second'; Part = 1 }
                @{ Where = 'last'; Part = 2 }
            ) {
                $large = New-LargeCsv (Join-Path $folder large.csv)
                $bytes = [IO.File]::ReadAllBytes($large)
                $at = [Array]::IndexOf($bytes, [byte][char] '|', $Part * 5MB + 1000)
                $bytes[$at] = [byte][char] ' '
                [IO.File]::WriteAllBytes($large, $bytes)
                $line = ([Text.Encoding]::UTF8.GetString($bytes, 0, $at) -split "`n").Count

                Send-RawCsv $large @to -PartSize 5MB -ThrottleLimit 2 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

                $errors[0].FullyQualifiedErrorId | Should -BeLike 'CsvFieldCount,*'
                $errors[0].ErrorDetails.Message | Should -BeLike "*: line $line`: expected 5 fields, found 4."
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'leaves what was there as it is when the new file fails' {
                $original = (Get-FileHash $movies).Hash
                $null = Send-RawCsv $movies @to
                Add-Content $movies "short`r`n" -NoNewline

                Send-RawCsv $movies @to -Force -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

                $errors[0].FullyQualifiedErrorId | Should -BeLike 'CsvFieldCount,*'
                Get-TestLakeHash $lake $moviesKey | Should -Be $original
            }

            It 'sends anything with -SkipCheck' {
                $odd = Join-Path $folder odd.csv
                [IO.File]::WriteAllBytes($odd, [byte[]] (0..255))

                $receipt = Send-RawCsv $odd @to -SkipCheck

                $receipt.Status | Should -Be Uploaded
                $receipt.Rows | Should -BeNullOrEmpty
                $receipt.Columns | Should -BeNullOrEmpty
                Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $odd).Hash
            }

            It 'sends an empty file with -SkipCheck only' {
                $empty = Write-TestFile (Join-Path $folder empty.csv) ''

                Send-RawCsv $empty @to -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
                $errors[0].FullyQualifiedErrorId | Should -BeLike 'CsvEmpty,*'
                Get-TestLakeKey $lake | Should -BeNullOrEmpty

                $receipt = Send-RawCsv $empty @to -SkipCheck
                $receipt.Status | Should -Be Uploaded
                $receipt.Size | Should -Be 0
                (Send-RawCsv $empty @to -SkipCheck).Status | Should -Be Unchanged
                Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $empty).Hash
            }

            It 'finds the delimiter <Name>' -ForEach @(
                @{ Name = 'pipe'; Delimiter = '|' }
                @{ Name = 'semicolon'; Delimiter = ';' }
                @{ Name = 'comma'; Delimiter = ',' }
                @{ Name = 'tab'; Delimiter = "`t" }
            ) {
                $file = Write-TestFile (Join-Path $folder "$Name.csv") "a$($Delimiter)b$($Delimiter)c`n1$($Delimiter)2$($Delimiter)3`n"

                $receipt = Send-RawCsv $file @to
                $receipt.Rows | Should -Be 1
                $receipt.Columns | Should -Be 3
            }

            It 'takes a " for data with | and for quoting with ,' {
                $data = Write-TestFile (Join-Path $folder data.csv) "a|b`r`nsay ""hi|2`r`n"
                $quoted = Write-TestFile (Join-Path $folder quoted.csv) "a,b`r`n""one, two`r`nthree"",2`r`n"

                (Send-RawCsv $data, $quoted @to).Rows | Should -Be 1, 1
            }

            It 'uses -Delimiter' {
                $file = Write-TestFile (Join-Path $folder hash.csv) "a#b#c`n1#2,5#3`n"

                $receipt = Send-RawCsv $file @to -Delimiter '#'
                $receipt.Columns | Should -Be 3
            }

            It 'keeps a byte order mark and a missing last newline' {
                $file = Join-Path $folder bom.csv
                [IO.File]::WriteAllText($file, "id|título`n1|ação", [Text.UTF8Encoding]::new($true))

                $receipt = Send-RawCsv $file @to
                $receipt.Rows | Should -Be 1
                Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $file).Hash
            }
        }

        Context 'several files' {
            It 'goes on after a bad one' {
                $bad = Write-TestFile (Join-Path $folder bad.csv) "id|ano`n1`n"
                $absent = Join-Path $folder absent.csv

                $receipts = Send-RawCsv $movies, $bad, $absent, $series @to -ErrorVariable errors -ErrorAction SilentlyContinue

                $receipts.Key | Should -Be $moviesKey, $seriesKey
                $errors.FullyQualifiedErrorId | Should -Be 'CsvFieldCount,DataLakeTools.Commands.SendRawCsvCommand', 'SourceNotFound,DataLakeTools.Commands.SendRawCsvCommand'
                Get-TestLakeKey $lake | Should -Be $moviesKey, $seriesKey
            }

            It 'gives receipts in the order of the input, however long each takes' {
                $files = 1..12 | ForEach-Object {
                    $_ % 4 -eq 1 ? (New-LargeCsv (Join-Path $folder "f$_.csv") 6MB) : (Write-TestFile (Join-Path $folder "f$_.csv") "a|b`n$_|x`n")
                }

                $receipts = $files | Send-RawCsv @to -PartSize 5MB
                $receipts.Source | Should -Be $files
                $receipts.Status | Should -Be (@('Uploaded') * 12)
            }

            It 'takes files from Get-ChildItem' {
                $receipts = Get-ChildItem (Join-Path $folder *.csv) | Sort-Object Name | Send-RawCsv @to
                $receipts.Key | Should -Be $moviesKey, $seriesKey
            }

            It 'takes files with brackets from Get-ChildItem' {
                $file = Write-TestFile (Join-Path $folder 'part [1].csv') "a|b`n1|2`n"

                $receipt = Get-Item -LiteralPath $file | Send-RawCsv @to
                $receipt.Source | Should -Be $file
            }

            It 'takes wildcards' {
                (Send-RawCsv (Join-Path $folder '*.csv') @to).Key | Sort-Object | Should -Be $moviesKey, $seriesKey
                (Send-RawCsv (Join-Path $folder '[m]ovi?s.csv') @to).Status | Should -Be Unchanged
            }

            It 'takes the names <Name> with -LiteralPath, letter by letter' -ForEach @(
                @{ Name = 'brackets [1] (2).csv' }
                @{ Name = 'space  and +plus &and =is #hash %20 @at ~tilde !.csv' }
                @{ Name = 'ação Über Ōkami.csv' }
                @{ Name = '🎬 電影.csv' }
                @{ Name = "o'clock ``tick`` `$x.csv" }
            ) {
                $file = Write-TestFile (Join-Path $folder $Name) "a|b`n1|2`n"

                $receipt = Send-RawCsv -LiteralPath $file @to

                $stem = [IO.Path]::GetFileNameWithoutExtension($Name)
                $key = "Raw/Local/CSV/$($stem.Substring(0, 1).ToUpperInvariant())$($stem.Substring(1))/2022/05/02/$Name"
                $receipt.Key | Should -BeExactly $key
                Get-TestLakeKey $lake | Should -BeExactly $key
                Get-TestLakeHash $lake $key | Should -Be (Get-FileHash -LiteralPath $file).Hash
                (Send-RawCsv -LiteralPath $file @to).Status | Should -Be Unchanged
            }

            It 'takes paths of a PowerShell drive' {
                $null = New-PSDrive -Name Films -PSProvider FileSystem -Root $folder
                try {
                    $receipt = Send-RawCsv Films:/movies.csv @to
                    $receipt.Source | Should -Be $movies
                    (Send-RawCsv Films:/m*.csv @to).Status | Should -Be Unchanged
                    (Get-ChildItem Films:/movies.csv | Send-RawCsv @to).Status | Should -Be Unchanged
                }
                finally {
                    Remove-PSDrive Films
                }
            }

            It 'takes relative paths from the current location' {
                Push-Location -LiteralPath $folder
                try {
                    (Send-RawCsv ./movies.csv, series.csv @to).Key | Should -Be $moviesKey, $seriesKey
                }
                finally {
                    Pop-Location
                }
            }

            It 'takes an empty pipeline and does nothing' {
                @() | Send-RawCsv @to | Should -BeNullOrEmpty
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
            }
        }

        Context 'a line that sums up' {
            It 'comes after more than three files, without being asked for' {
                $files = 1..4 | ForEach-Object { Write-TestFile (Join-Path $folder "sum$_.csv") "a|b`n$_|x`n" }

                $null = Send-RawCsv $files @to -InformationVariable said
                $null = Send-RawCsv $files[0..2] @to -InformationVariable saidOfFew
                $null = Send-RawCsv $files @to -InformationVariable saidAgain

                @($said) | Should -HaveCount 1
                $said.Tags | Should -Contain PSHOST
                "$said" | Should -Match '^4 files in \d+\.\d s: 4 Uploaded; 4 rows, 32 B\.$'
                "$saidAgain" | Should -Match '^4 files in \d+\.\d s: 4 Unchanged; 4 rows, 32 B\.$'
                $saidOfFew | Should -BeNullOrEmpty
            }
        }

        Context 'sources that are none' {
            It 'says that <What>' -ForEach @(
                @{ What = 'a file is not there'; Path = 'absent.csv'; Id = 'SourceNotFound'; Category = 'ObjectNotFound' }
                @{ What = 'no file matches a wildcard'; Path = 'absent*.csv'; Id = 'SourceNotFound'; Category = 'ObjectNotFound' }
                @{ What = 'a drive is not there'; Path = 'NoSuchDrive:/a.csv'; Id = 'SourceNotFound'; Category = 'ObjectNotFound' }
                @{ What = 'a drive of a wildcard is not there'; Path = 'NoSuchDrive:/*.csv'; Id = 'SourceNotFound'; Category = 'ObjectNotFound' }
                @{ What = 'a drive holds no files'; Path = 'Env:PATH'; Id = 'SourceUnreadable'; Category = 'ReadError' }
                @{ What = 'a drive of a wildcard holds no files'; Path = 'Env:P*'; Id = 'SourceUnreadable'; Category = 'ReadError' }
                @{ What = 'a folder is no file'; Path = '.'; Id = 'SourceUnreadable'; Category = 'ReadError' }
            ) {
                Push-Location -LiteralPath $folder
                try {
                    Send-RawCsv $Path @to -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
                }
                finally {
                    Pop-Location
                }

                $errors | Should -HaveCount 1
                $errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.SendRawCsvCommand"
                $errors[0].CategoryInfo.Category | Should -Be $Category
                $errors[0].TargetObject | Should -BeLike "*$($Path.TrimStart('.'))"
                $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            }
        }

        Context 'the key' {
            It 'has the specification <Specification>' -ForEach @(
                @{ Specification = 'Movies'; Key = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv' }
                @{ Specification = 'Movies/Crime'; Key = 'Raw/Local/CSV/Movies/Crime/2022/05/02/movies.csv' }
                @{ Specification = ''; Key = 'Raw/Local/CSV/2022/05/02/movies.csv' }
            ) {
                (Send-RawCsv $movies @to -Specification $Specification).Key | Should -BeExactly $Key
                Get-TestLakeKey $lake | Should -BeExactly $Key
            }

            It 'has -Layer and -Origin' {
                (Send-RawCsv $movies @to -Layer Trusted -Origin IMDb).Key | Should -BeExactly 'Trusted/IMDb/CSV/Movies/2022/05/02/movies.csv'
            }

            It 'cannot have <What>' -ForEach @(
                @{ What = 'an empty level'; Given = @{ Specification = 'A//B' } }
                @{ What = 'a level of dots'; Given = @{ Specification = '../A' } }
                @{ What = 'a backslash'; Given = @{ Specification = 'A\B' } }
                @{ What = 'a control character'; Given = @{ Specification = "A`nB" } }
                @{ What = 'more than 1,024 bytes'; Given = @{ Specification = 'á' * 600 } }
                @{ What = 'an origin of two levels'; Given = @{ Origin = 'A/B' } }
                @{ What = 'a layer of dots'; Given = @{ Layer = '..' } }
            ) {
                Send-RawCsv $movies @to @Given -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

                $errors | Should -HaveCount 1
                $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidKey,DataLakeTools.Commands.SendRawCsvCommand'
                $errors[0].CategoryInfo.Category | Should -Be InvalidArgument
                $null -ne $errors[0].TargetObject | Should -BeTrue
                $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
            }

            It 'is the same in the culture <Culture>' -ForEach @(
                @{ Culture = 'pt-BR' }, @{ Culture = 'th-TH' }, @{ Culture = 'ar-SA' }, @{ Culture = 'tr-TR' }
            ) {
                $file = Write-TestFile (Join-Path $folder index.csv) "a|b`n1|2`n"
                $before = [cultureinfo]::CurrentCulture
                try {
                    [cultureinfo]::CurrentCulture = $Culture
                    $receipt = Send-RawCsv $file @to
                    $text = $receipt | Format-Table | Out-String -Width 150
                }
                finally {
                    [cultureinfo]::CurrentCulture = $before
                }

                $receipt.Key | Should -BeExactly 'Raw/Local/CSV/Index/2022/05/02/index.csv'
                $text | Should -Match '8 B'
            }
        }

        Context 'the lake' {
            It 'comes from DATALAKE_URI when it is not named' {
                Set-TestEnvironment @{ DATALAKE_URI = $lake.Address }
                try {
                    (Send-RawCsv $movies -Date 2022-05-02).Lake | Should -Be $lake.Address
                }
                finally {
                    Set-TestEnvironment @{ DATALAKE_URI = $null }
                }
            }

            It 'goes before DATALAKE_URI when it is named' {
                Set-TestEnvironment @{ DATALAKE_URI = 's3://some-other-lake' }
                try {
                    (Send-RawCsv $movies @to).Lake | Should -Be $lake.Address
                }
                finally {
                    Set-TestEnvironment @{ DATALAKE_URI = $null }
                }
            }
        }

        Context '-WhatIf and -Confirm' {
            It 'shows with -WhatIf what it would do, and does nothing' {
                $receipts = Send-RawCsv $movies, $series @to -WhatIf

                $receipts.Status | Should -Be WhatIf, WhatIf
                $receipts.Key | Should -Be $moviesKey, $seriesKey
                $receipts.Rows | Should -Be 60, 40
                $receipts.Parts | Should -Be 0, 0
                $receipts[0].Size | Should -Be (Get-Item $movies).Length
                $receipts[0].Checksum | Should -Not -BeNullOrEmpty
                $receipts[0].Verified | Should -BeFalse
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'finds with -WhatIf what a real run would find' {
                $bad = Write-TestFile (Join-Path $folder bad.csv) "id|ano`n1`n"
                $null = Send-RawCsv $movies, $series @to
                Add-Content $series "tt0000001$('|x' * 15)`r`n" -NoNewline

                $receipts = Send-RawCsv $movies, $bad, $series @to -WhatIf -ErrorVariable errors -ErrorAction SilentlyContinue
                $receipts.Status | Should -Be Unchanged
                $errors.FullyQualifiedErrorId | Should -Be 'CsvFieldCount,DataLakeTools.Commands.SendRawCsvCommand', 'ObjectExists,DataLakeTools.Commands.SendRawCsvCommand'

                (Send-RawCsv $series @to -WhatIf -Force).Status | Should -Be WhatIf
                Get-TestLakeHash $lake $seriesKey | Should -Not -Be (Get-FileHash $series).Hash
            }

            It 'obeys $WhatIfPreference' {
                $WhatIfPreference = $true
                (Send-RawCsv $movies @to).Status | Should -Be WhatIf
            }

            It 'does not ask with -Confirm:$false' {
                $ConfirmPreference = 'Low'
                (Send-RawCsv $movies @to -Confirm:$false).Status | Should -Be Uploaded
            }
        }

        Context 'errors and streams' {
            It 'ends the pipeline with -ErrorAction Stop' {
                $bad = Write-TestFile (Join-Path $folder bad.csv) "id|ano`n1`n"

                { Send-RawCsv $bad, $movies @to -ThrottleLimit 1 -ErrorAction Stop } |
                    Should -Throw -ErrorId 'CsvFieldCount,DataLakeTools.Commands.SendRawCsvCommand'
                Get-TestLakeKey $lake | Should -BeNullOrEmpty
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'can be caught, and tells $? the truth' {
                $bad = Write-TestFile (Join-Path $folder bad.csv) "id|ano`n1`n"

                $caught = try { Send-RawCsv $bad @to -ErrorAction Stop } catch { $_ }
                $caught.Exception.Error | Should -Be CsvFieldCount
                $caught.Exception.Target | Should -Be $bad

                $null = Send-RawCsv $bad @to -ErrorAction SilentlyContinue
                $? | Should -BeFalse
                $null = Send-RawCsv $movies @to
                $? | Should -BeTrue
            }

            It 'stops what it has begun when the pipeline wants no more' {
                $files = 1..6 | ForEach-Object { Write-TestFile (Join-Path $folder "f$_.csv") "a|b`n$_|x`n" }
                $given = [Collections.Generic.List[string]]::new()

                $receipt = $files | ForEach-Object { $given.Add($_); $_ } | Send-RawCsv @to -ThrottleLimit 1 | Select-Object -First 1

                $receipt.Source | Should -Be $files[0]
                $given.Count | Should -BeLessThan 6
                Get-TestLakeKey $lake | Should -Be $receipt.Key
                Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
            }

            It 'runs under the latest strict mode' {
                Set-StrictMode -Version Latest
                (Send-RawCsv $movies @to | Format-Table | Out-String -Width 150) | Should -Match $moviesKey
            }

            It 'runs in parallel with itself' {
                $files = 1..6 | ForEach-Object { Write-TestFile (Join-Path $folder "f$_.csv") "a|b`n$_|x`n" }
                $module = Get-BuiltModule

                $receipts = $files | ForEach-Object -ThrottleLimit 3 -Parallel {
                    Import-Module $using:module
                    $arguments = $using:to
                    Send-RawCsv $_ @arguments
                }

                $receipts | Should -HaveCount 6
                Get-TestLakeKey $lake | Should -HaveCount 6
            }

            It 'runs in a thread job' {
                $job = Start-ThreadJob -ArgumentList (Get-BuiltModule), $movies, $to {
                    param($module, $file, $to)
                    Import-Module $module
                    Send-RawCsv $file @to
                }
                $receipt = $job | Receive-Job -Wait -AutoRemoveJob

                $receipt.Key | Should -Be $moviesKey
            }

            It 'ends on <Signal> of the process and leaves nothing' -ForEach @(
                @{ Signal = 'TERM'; ExitCode = 143 }
                @{ Signal = 'HUP'; ExitCode = 129 }
            ) {
                if ($IsWindows) {
                    Set-ItResult -Skipped -Because 'Windows has no signals'
                }

                if (sh -c "trap - $Signal; kill -s $Signal `$`$; echo ignored") {
                    Set-ItResult -Skipped -Because "whoever started this run has SIG$Signal ignored, as nohup does"
                    return
                }

                $huge = New-EmptyBytes (Join-Path $folder huge.csv) 3GB
                $script = Write-TestFile (Join-Path $folder send.ps1) 'param($module, $file, $lake); Import-Module $module; Send-RawCsv $file $lake -SkipCheck -PartSize 5MB; Get-Date > "$file.after"'
                $program, $first = Get-PowerShellCommand
                $arguments = @($first ?? @(); '-NoProfile', '-NonInteractive', '-File', $script, (Get-BuiltModule), $huge, $lake.Address)
                $process = Start-Process $program ($arguments | ForEach-Object { "`"$_`"" }) -PassThru -RedirectStandardOutput "$huge.out" -RedirectStandardError "$huge.err"
                try {
                    Wait-Until -What 'the send has begun' { $process.HasExited -or (Get-TestLakeRemnant $lake) }
                    kill -s $Signal $process.Id
                    Wait-Until -What 'the process has ended' { $process.HasExited }

                    $process.ExitCode | Should -Be $ExitCode
                    Get-TestLakeKey $lake | Should -BeNullOrEmpty
                    Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
                    "$huge.after" | Should -Not -Exist
                }
                finally {
                    if (-not $process.HasExited) {
                        $process.Kill()
                    }

                    Remove-Item $huge
                }
            }

            It 'ends on Ctrl+C and leaves nothing, and says how far it was' {
                $huge = New-EmptyBytes (Join-Path $folder huge.csv) 3GB
                $pipeline = Start-Pipeline 'Send-RawCsv $huge @to -SkipCheck -PartSize 5MB' @{ huge = $huge; to = $to }
                try {
                    # A busy machine shows the first bar before a byte has moved.
                    $shown = @{}
                    Wait-Until -What 'the send shows how long it will take' {
                        $shown.Bar = @($pipeline.Shell.Streams.Progress).Where({ $_.Activity -eq 'Sending huge.csv' -and $_.SecondsRemaining -ge 0 }, 'First')
                        $pipeline.Result.IsCompleted -or $shown.Bar -and (Get-TestLakeRemnant $lake)
                    }
                    $pipeline.Result.IsCompleted | Should -BeFalse

                    $stopping = $pipeline.Shell.BeginStop($null, $null)
                    Wait-Until -What 'the send has stopped' { $stopping.IsCompleted -and $pipeline.Result.IsCompleted }
                    $pipeline.Shell.EndStop($stopping)

                    $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
                    Get-TestLakeKey $lake | Should -BeNullOrEmpty
                    Get-TestLakeRemnant $lake | Should -BeNullOrEmpty

                    $shown.Bar.StatusDescription | Should -Match '^[\d.]+ [KMG]?B of 3.22 GB, [\d.]+ [KMG]?B/s$'
                }
                finally {
                    $pipeline.Shell.Dispose()
                    Remove-Item $huge
                }
            }
        }
    }
}

Describe 'Send-RawCsv, to a folder' {
    BeforeEach {
        $folder = New-TestFolder
        Copy-Sample $folder
        $movies = Join-Path $folder movies.csv
    }

    It 'starts a relative lake at the current location' {
        Push-Location -LiteralPath $folder
        try {
            (Send-RawCsv movies.csv -Lake ./lake -Date 2022-05-02).Address |
                Should -Be ([IO.Path]::Combine($folder, 'lake', 'Raw', 'Local', 'CSV', 'Movies', '2022', '05', '02', 'movies.csv'))
        }
        finally {
            Pop-Location
        }
    }

    It 'does not say with -WhatIf that a file is there' {
        $lines = Send-RawCsv $movies -Lake (Join-Path $folder lake) -WhatIf -Verbose 4>&1

        @($lines).Where({ $_ -is [Management.Automation.VerboseRecord] }).Message | Should -Not -BeLike "*is at*"
        @($lines).Where({ $_ -is [Management.Automation.VerboseRecord] }).Message | Should -BeLike "*was read with*"
    }

    It 'refuses tags whose names are one text' {
        $tags = @{ 1 = 'a' }
        $tags['1'] = 'b'

        { Send-RawCsv $movies -Lake (Join-Path $folder lake) -Tag $tags } | Should -Throw -ErrorId 'InvalidOption,*' -ExpectedMessage "Two keys of -Tag are written '1'."
    }

    It 'refuses a name with a character that nobody sees' {
        Send-RawCsv $movies -Lake (Join-Path $folder lake) -Specification "a$([char] 0x202E)b" -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors.FullyQualifiedErrorId | Should -BeLike 'InvalidKey,*'
    }

    It 'lets one of many senders of other bytes win, and tells the others' {
        $module = Get-BuiltModule
        $sources = 1..8 | ForEach-Object { Write-TestFile (Join-Path (New-TestFolder) race.csv) "a|b`n$_|x`n" }

        $results = $sources | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            try {
                Send-RawCsv $_ -Lake (Join-Path $using:folder lake) -Date 2022-05-02 -ErrorAction Stop
            }
            catch {
                $_
            }
        }

        $errors, $receipt = $results.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        $receipt | Should -HaveCount 1
        $receipt[0].Status | Should -Be Uploaded
        $errors | Should -HaveCount 7
        $errors.FullyQualifiedErrorId | Should -BeLike 'ObjectExists,*'
        (Get-FileHash $receipt[0].Address).Hash | Should -Be (Get-FileHash $receipt[0].Source).Hash
    }

    It 'needs no AWS settings' {
        Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null; AWS_ENDPOINT_URL = $null }
        try {
            (Send-RawCsv $movies -Lake (Join-Path $folder lake)).Status | Should -Be Uploaded
        }
        finally {
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test'; AWS_ENDPOINT_URL = (Get-TestEndpoint) }
        }
    }

    It 'is refused with <Id> when <What>' -ForEach @(
        @{ What = 'no lake is named'; Lake = $null; Id = 'LakeNotGiven' }
        @{ What = 'the lake is blank'; Lake = '  '; Id = 'LakeNotGiven' }
        @{ What = 'the lake has no bucket'; Lake = 's3://'; Id = 'InvalidLakeAddress' }
        @{ What = 'the bucket cannot be one'; Lake = 's3://Not_A_Bucket'; Id = 'InvalidLakeAddress' }
        @{ What = 'the lake is a web address'; Lake = 'https://example.com/lake'; Id = 'InvalidLakeAddress' }
        @{ What = 'the prefix has dots'; Lake = 's3://lake-one/../two'; Id = 'InvalidLakeAddress' }
    ) {
        $given = $Lake ? @{ Lake = $Lake } : @{}

        $caught = try { Send-RawCsv $movies @given } catch { $_ }

        $caught.FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.SendRawCsvCommand"
        $caught.CategoryInfo.Category | Should -Be InvalidArgument
        $caught.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'says that it cannot write where a file stands in the way' {
        $null = New-Item (Join-Path $folder lake) -ItemType Directory
        $null = Write-TestFile (Join-Path $folder lake/Raw) 'no folder'

        Send-RawCsv $movies -Lake (Join-Path $folder lake) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeWriteFailed,DataLakeTools.Commands.SendRawCsvCommand'
        $errors[0].CategoryInfo.Category | Should -Be WriteError
    }

    It 'refuses a lake that is a file' {
        $lake = Write-TestFile (Join-Path $folder lake) 'no folder'

        $caught = try { Send-RawCsv $movies -Lake $lake } catch { $_ }

        $caught.FullyQualifiedErrorId | Should -BeExactly 'InvalidLakeAddress,DataLakeTools.Commands.SendRawCsvCommand'
        $caught.TargetObject | Should -Be $lake
    }

    It 'refuses <Name> <Value>' -ForEach @(
        @{ Name = 'PartSize'; Value = 5MB - 1; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'ThrottleLimit'; Value = 0; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'TimeoutSec'; Value = 0; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'ConnectionTimeoutSec'; Value = 3601; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'MaximumRetryCount'; Value = -1; Id = 'ParameterArgumentValidationError' }
        @{ Name = 'Delimiter'; Value = '||'; Id = 'CannotConvertArgumentNoMessage' }
        @{ Name = 'Date'; Value = 'yesterday'; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'Date'; Value = '02/05/2022'; Id = 'ParameterArgumentTransformationError' }
    ) {
        $given = @{ $Name = $Value }
        { Send-RawCsv $movies -Lake (Join-Path $folder lake) @given } | Should -Throw -ErrorId "$Id,DataLakeTools.Commands.SendRawCsvCommand"
    }
}

Describe "Send-RawCsv, to $($kinds[1].Label)" -Skip:$kinds[1].IsMissing {
    BeforeEach {
        $lake = New-TestLake S3
        $folder = New-TestFolder
        Copy-Sample $folder
        $movies = Join-Path $folder movies.csv
        $moviesKey = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
        $to = @{ Lake = $lake.Address; Date = '2022-05-02' }
    }

    It 'sends a large file in parallel parts, with a checksum of the whole' {
        $large = New-LargeCsv (Join-Path $folder large.csv)

        $receipt = Send-RawCsv $large @to -PartSize 5MB -ThrottleLimit 3

        $receipt.Parts | Should -Be 3
        $receipt.Verified | Should -BeTrue
        Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $large).Hash
        Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
        (Invoke-AwsCli s3api head-object --bucket $lake.Root --key $receipt.Key | ConvertFrom-Json).ETag | Should -BeLike '*-3"'
        (Send-RawCsv $large @to -PartSize 5MB).Status | Should -Be Unchanged
    }

    It 'puts -Tag, -StorageClass and -KmsKeyId on <What>' -ForEach @(
        @{ What = 'a file sent at once'; Size = 1KB; Parts = 1 }
        @{ What = 'a file sent in parts'; Size = 12MB; Parts = 3 }
    ) {
        $file = New-LargeCsv (Join-Path $folder tagged.csv) $Size
        $size = (Get-Item $file).Length
        $key = (Invoke-AwsCli kms create-key | ConvertFrom-Json).KeyMetadata.KeyId

        $receipt = Send-RawCsv $file @to -PartSize 5MB -StorageClass STANDARD_IA -KmsKeyId $key -Tag @{ Owner = 'Cine + a/b=c@d: e_f-1.0'; year = 2022; none = $null }

        $receipt.Parts | Should -Be $Parts
        $head = Invoke-AwsCli s3api head-object --bucket $lake.Root --key $receipt.Key | ConvertFrom-Json
        $head.StorageClass | Should -Be STANDARD_IA
        $head.ServerSideEncryption | Should -Be aws:kms
        $head.SSEKMSKeyId | Should -BeLike "*$key"
        $head.ContentType | Should -Be text/csv
        $head.ContentLength | Should -Be $size
        $tags = (Invoke-AwsCli s3api get-object-tagging --bucket $lake.Root --key $receipt.Key | ConvertFrom-Json).TagSet
        $tags | Sort-Object Key | ForEach-Object { "$($_.Key)=$($_.Value)" } | Should -Be 'none=', 'Owner=Cine + a/b=c@d: e_f-1.0', 'year=2022'
        Get-TestLakeHash $lake $receipt.Key | Should -Be (Get-FileHash $file).Hash
    }

    It 'puts keys behind the prefix of the lake' {
        $receipt = Send-RawCsv $movies -Lake "$($lake.Address)/cinema/dev/" -Date 2022-05-02

        $receipt.Lake | Should -BeExactly "$($lake.Address)/cinema/dev"
        $receipt.Key | Should -BeExactly $moviesKey
        $receipt.Address | Should -BeExactly "$($lake.Address)/cinema/dev/$moviesKey"
        Get-TestLakeKey $lake | Should -BeExactly "cinema/dev/$moviesKey"
    }

    It 'knows what others have sent, <How>' -ForEach @(
        @{ How = 'at once'; Size = 1KB }
        @{ How = 'in parts of 8 MB'; Size = 12MB }
    ) {
        $file = New-LargeCsv (Join-Path $folder theirs.csv) $Size
        $null = Invoke-AwsCli s3 cp $file "$($lake.Address)/Raw/Local/CSV/Theirs/2022/05/02/theirs.csv" --quiet

        $receipt = Send-RawCsv $file @to
        $receipt.Status | Should -Be Unchanged
        $receipt.Parts | Should -Be 0
        (Send-RawCsv $file @to -PartSize 5MB).Status | Should -Be Unchanged
    }

    It 'reaches another server by -EndpointUrl, with -Region' {
        Set-TestEnvironment @{ AWS_ENDPOINT_URL = 'http://127.0.0.1:1'; AWS_DEFAULT_REGION = $null }
        try {
            (Send-RawCsv $movies @to -EndpointUrl (Get-TestEndpoint) -Region us-east-1).Status | Should -Be Uploaded
        }
        finally {
            Set-TestEnvironment @{ AWS_ENDPOINT_URL = (Get-TestEndpoint); AWS_DEFAULT_REGION = 'us-east-1' }
        }
    }

    It 'uses profiles of the shared files' {
        $settings = New-TestFolder
        $variables = @{
            AWS_ACCESS_KEY_ID           = $null
            AWS_SECRET_ACCESS_KEY       = $null
            AWS_SHARED_CREDENTIALS_FILE = Write-TestFile (Join-Path $settings credentials) "[cinema]`naws_access_key_id = profiled`naws_secret_access_key = secret`n"
            AWS_CONFIG_FILE             = Write-TestFile (Join-Path $settings config) "[profile cinema]`nregion = us-east-1`n"
        }
        $before = @{}
        $variables.Keys | ForEach-Object { $before[$_] = [Environment]::GetEnvironmentVariable($_) }
        Set-TestEnvironment $variables
        try {
            # The SDK looks up where the files are once in the life of a process.
            $results = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $movies, $lake.Address {
                param($module, $movies, $lake)
                Import-Module $module
                try { Send-RawCsv $movies $lake -ProfileName teatro } catch { $_.FullyQualifiedErrorId, "$($_.CategoryInfo.Category)", $_.TargetObject, $_.ErrorDetails.RecommendedAction }
                "$((Send-RawCsv $movies $lake -ProfileName cinema).Status)"
                $env:AWS_PROFILE = 'cinema'
                "$((Send-RawCsv $movies $lake).Status)"
            }
        }
        finally {
            Set-TestEnvironment $before
        }

        $results[0] | Should -BeExactly 'CredentialsUnavailable,DataLakeTools.Commands.SendRawCsvCommand'
        $results[1] | Should -Be AuthenticationError
        $results[2] | Should -Be teatro
        $results[3] | Should -BeLike '*create it with*: cinema.'
        $results[4] | Should -Be Uploaded
        $results[5] | Should -Be Unchanged
    }

    It 'asks nobody for the code of a device where nobody answers, and says what to do' {
        $config = Write-TestFile (Join-Path (New-TestFolder) config) @"
[profile keys]
aws_access_key_id = AKIAOFTHEPROFILE
aws_secret_access_key = a-secret
[profile device]
role_arn = arn:aws:iam::123456789012:role/lake
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/me
"@
        $before = $env:AWS_CONFIG_FILE
        Set-TestEnvironment @{ AWS_CONFIG_FILE = $config }
        try {
            $program, $first = Get-PowerShellCommand
            $said = & $program $first -NoProfile -NonInteractive -OutputFormat Text -Command {
                param($module, $movies, $lake)
                Import-Module $module
                Send-RawCsv $movies $lake -ProfileName device
            } -args (Get-BuiltModule), $movies, $lake.Address 2>&1 | Out-String -Width 500
        }
        finally {
            Set-TestEnvironment @{ AWS_CONFIG_FILE = $before }
        }

        $said | Should -BeLike '*(mfa_serial), and nobody can be asked for it here.*aws sts get-session-token*'
        $said | Should -Not -BeLike '*Code of arn:*'
    }

    It 'says how to get credentials when there are none' {
        Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null }
        try {
            Send-RawCsv $movies @to -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
        finally {
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test' }
        }

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'CredentialsUnavailable,DataLakeTools.Commands.SendRawCsvCommand'
        $errors[0].CategoryInfo.Category | Should -Be AuthenticationError
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Import-LakeEnvironment*'
    }

    It 'says with -Verbose that it waits for the metadata service of the instance, and asks it for nothing that is known' {
        $silent = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $silent.Start()
        Set-TestEnvironment @{ AWS_EC2_METADATA_DISABLED = $null; AWS_EC2_METADATA_SERVICE_ENDPOINT = "http://$($silent.LocalEndpoint)"; AWS_REGION = $null; AWS_DEFAULT_REGION = $null }
        try {
            $withKeys = Send-RawCsv $movies @to -Force -Verbose 4>&1 | Out-String -Width 400
            $asked = $silent.Pending()
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null }
            $withoutKeys = Send-RawCsv $movies @to -Verbose -ErrorVariable errors -ErrorAction SilentlyContinue 4>&1 | Out-String -Width 400
            $connections = 0
            while ($silent.Pending()) {
                $silent.AcceptTcpClient().Dispose()
                $connections++
            }
        }
        finally {
            $silent.Stop()
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test'; AWS_EC2_METADATA_DISABLED = 'true'; AWS_EC2_METADATA_SERVICE_ENDPOINT = $null; AWS_REGION = 'us-east-1' }
        }

        $asked | Should -BeFalse
        $withKeys | Should -Not -Match 'metadata service'
        $withoutKeys | Should -Match 'the metadata service of the instance is asked for those of its role, for 1\.5 s at most'
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'CredentialsUnavailable,DataLakeTools.Commands.SendRawCsvCommand'
        $connections | Should -BeIn 1, 2
    }

    It 'sees credentials that came after the first send' {
        Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null }
        try {
            $null = Send-RawCsv $movies @to -ErrorAction SilentlyContinue
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test' }
            (Send-RawCsv $movies @to).Status | Should -Be Uploaded
        }
        finally {
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test' }
        }
    }

    It 'says that the bucket is not there' {
        Send-RawCsv $movies -Lake s3://no-such-lake -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeNotFound,DataLakeTools.Commands.SendRawCsvCommand'
        $errors[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $errors[0].TargetObject | Should -Be s3://no-such-lake
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*or create it with New-DataLakeBucket.'
    }

    It 'says that nobody answers' {
        Send-RawCsv $movies @to -EndpointUrl http://127.0.0.1:1 -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeUnavailable,DataLakeTools.Commands.SendRawCsvCommand'
        $errors[0].CategoryInfo.Category | Should -Be ConnectionError
        $errors[0].TargetObject | Should -Be $lake.Address
    }

    It 'gives up on a server that does not answer as soon as it is told to' {
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        try {
            $dead = @{ EndpointUrl = "http://127.0.0.1:$($silent.LocalEndpoint.Port)"; MaximumRetryCount = 0; OperationTimeoutSeconds = 1; ConnectionTimeoutSeconds = 1 }
            Send-RawCsv $movies @to @dead -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
        finally {
            $silent.Stop()
        }

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeUnavailable,DataLakeTools.Commands.SendRawCsvCommand'
        $errors[0].Exception.Message | Should -BeLike '*no progress for 1 second*'
    }

    It 'refuses the endpoint <Endpoint>' -ForEach @(
        @{ Endpoint = 'localhost:9000' }, @{ Endpoint = 'ftp://localhost' }, @{ Endpoint = 'here' }, @{ Endpoint = 'http://maria:hunter2@localhost' }
    ) {
        $caught = try { Send-RawCsv $movies @to -EndpointUrl $Endpoint } catch { $_ }

        $caught.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.SendRawCsvCommand'
        $caught.CategoryInfo.Category | Should -Be InvalidArgument
        # The address itself is not repeated: somebody may have written a password into it.
        $caught.TargetObject | Should -Be EndpointUrl
        "$caught $($caught.ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*hunter2*'
    }
}

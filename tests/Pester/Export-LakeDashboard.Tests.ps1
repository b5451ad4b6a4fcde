BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
    $missing = Get-MissingPage
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer

    function Get-Document([string] $html) {
        # What the page has of the lake: the one element whose content is JSON.
        $found = [regex]::Matches($html, '(?s)<script type="application/json" id="document">(.*?)</script>')
        $found.Count | Should -Be 1
        $found[0].Groups[1].Value | ConvertFrom-Json -AsHashtable -DateKind String
    }
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Export-LakeDashboard into a lake, on $($kind.Label) $missing" -ForEach $kind -Skip:($kind.IsMissing -or [bool] $missing) {
        BeforeAll {
            $lake = New-TableLake $Kind
            $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        }

        It 'puts the page under the day of the tables, with a receipt, and the same page once' {
            $receipt = Export-LakeDashboard -Lake $lake.Address -Question ratings-by-genre, professions -Language en
            $receipt.Key | Should -BeExactly Refined/Lake/HTML/Dashboard/2022/05/02/dashboard.html
            "$($receipt.Status)", $receipt.Verified | Should -Be Uploaded, $true
            $again = Export-LakeDashboard -Lake $lake.Address -Question ratings-by-genre, professions -Language en
            "$($again.Status)", "$($again.Checksum)" | Should -Be Unchanged, "$($receipt.Checksum)"
        }

        It 'replaces another page with -Force alone' {
            { Export-LakeDashboard -Lake $lake.Address -Question professions } | Should -Throw -ErrorId 'ObjectExists,*'
            "$((Export-LakeDashboard -Lake $lake.Address -Question professions -WhatIf -Force).Status)" | Should -Be WhatIf
            "$((Export-LakeDashboard -Lake $lake.Address -Question professions -Force).Status)" | Should -Be Replaced
        }

        if ($Kind -eq 'S3') {
            It 'opens no page that only a bucket has' {
                $thrown = { Export-LakeDashboard -Lake $lake.Address -Open } | Should -Throw -PassThru -ErrorId 'InvalidOption,*'
                $thrown.ErrorDetails.RecommendedAction | Should -Match '-Path'
            }
        }

        It 'is an object that is tested as others are' {
            Test-LakeObject -Lake $lake.Address -Prefix Refined/Lake/HTML | Should -BeNullOrEmpty
        }
    }
}

Describe "Export-LakeDashboard to a file $missing" -Skip:([bool] $missing) {
    BeforeAll {
        $folder = New-TestFolder
        $lake = (New-TableLake Folder).Address
        $null = Update-LakeTable -Lake $lake -Date 2022-05-02 -WarningAction SilentlyContinue
        $page = Export-LakeDashboard "$folder/films.html" -Lake $lake -Language pt-BR -PassThru
        $html = [IO.File]::ReadAllText($page)
        $document = Get-Document $html
    }

    It 'gives the file with -PassThru, and nothing without it' {
        $page | Should -BeOfType ([IO.FileInfo])
        Export-LakeDashboard "$folder/other.html" -Lake $lake | Should -BeNullOrEmpty
        "$folder/other.html" | Should -Exist
    }

    It 'writes where a link leads, and keeps the rights of a file' -Skip:$IsWindows {
        Set-Content "$folder/target.html" keep
        [IO.File]::SetUnixFileMode("$folder/target.html", 'UserRead, UserWrite')
        $null = New-Item -ItemType SymbolicLink "$folder/link.html" -Target "$folder/target.html"

        Export-LakeDashboard "$folder/link.html" -Lake $lake -Language pt-BR -Force

        (Get-Item "$folder/link.html").LinkType | Should -Be SymbolicLink
        (Get-FileHash "$folder/target.html").Hash | Should -Be (Get-FileHash $page).Hash
        "$([IO.File]::GetUnixFileMode("$folder/target.html"))" | Should -Be 'UserWrite, UserRead'
    }

    It 'leaves <What> as it is' -ForEach @(
        @{ What = 'a read-only file'; Name = 'read-only.html'; Make = { Set-Content $args[0] keep; Set-ItemProperty $args[0] IsReadOnly $true }; Said = '*is read-only*' }
        @{ What = 'a folder'; Name = 'folder.html'; Make = { New-Item -ItemType Directory $args[0] }; Said = '*is a folder*' }
        @{ What = 'what is in no folder'; Name = 'none/a.html'; Make = { }; Said = "*folder '*none', which is not there*" }
        @{ What = 'a device'; Name = $null; Make = { }; Said = '*is no file but a device*' }
    ) {
        if (-not $Name -and $IsWindows) { Set-ItResult -Skipped -Because 'Windows has no /dev.' }
        $path = $Name ? "$folder/$Name" : '/dev/null'
        $null = & $Make $path

        { Export-LakeDashboard $path -Lake $lake -Force } | Should -Throw -ErrorId 'OutputFailed,*' -ExpectedMessage $Said
        (Get-ChildItem $folder -Recurse -Filter *.partial) | Should -BeNullOrEmpty
        if ($Name -eq 'read-only.html') {
            Get-Content $path | Should -BeExactly keep
        }
    }

    It 'gives the same bytes for the same tables' {
        Export-LakeDashboard "$folder/same.html" -Lake $lake -Language pt-BR
        (Get-FileHash "$folder/same.html").Hash | Should -Be (Get-FileHash $page).Hash
    }

    It 'is what it is made of and less than a megabyte beside its rows' {
        $html = [IO.File]::ReadAllText($page)
        $rows = [regex]::Match($html, '(?s)<script type="application/json" id="document">(.*?)</script>').Groups[1].Length
        $html.Length - $rows | Should -BeLessThan 1MB
    }

    It 'adds decimals in one order, whatever the number of rows, as the query does' {
        # Two threads add that many numbers of different size in another order each time, and the last digits of the sums show it.
        $readings = New-Item "$(New-TestFolder)/Raw/Local/CSV/Readings/2022/05/02/readings.csv" -Force
        [IO.File]::WriteAllLines($readings, [string[]] @('place,height') + (1..400000).ForEach{ "$($_ % 100),$(1 / $_)" })
        $large = $readings.FullName.Substring(0, $readings.FullName.IndexOf('Raw') - 1)
        $model = New-TestFolder
        $null = New-Item "$model/questions" -ItemType Directory
        [IO.File]::WriteAllText("$model/questions/heights.json", '{ "title": { "en": "?" } }')
        [IO.File]::WriteAllText("$model/questions/heights.sql", 'SELECT place, sum(CAST(height AS double)) AS height FROM readings GROUP BY place ORDER BY place')
        $null = Update-LakeTable -Lake $large -Date 2022-05-02 -WarningAction SilentlyContinue

        $pages = @((1..3).ForEach{ Export-LakeDashboard "$folder/large-$_.html" -Lake $large -Model $model -Question heights -Language en -PassThru })
        $job = New-Item "$model/page.json" -Value '{ "steps": [{ "type": "ExportDashboard", "question": "heights", "model": "." }] }'
        $pages += (Invoke-LakeJob $job -Lake $large -Date 2022-05-02).Where{ $_.Key }.Address
        $pages | Should -HaveCount 4
        ($pages | Get-FileHash).Hash | Select-Object -Unique | Should -HaveCount 1
        $question = (Get-Document ([IO.File]::ReadAllText($pages[0]))).questions[0]
        $question.rows.ForEach{ $_[1] } | Should -Be (Invoke-LakeQuery -Question heights -Lake $large -Model $model).height
    }

    It 'has every question, with the rows that the query gives' {
        $document.questions.name | Should -Be (Get-LakeQuestion -Lake $lake).Name
        $document.language, $document.day | Should -Be pt-BR, 2022-05-02
        foreach ($question in $document.questions | Where-Object { -not $_.missing }) {
            $rows = @(Invoke-LakeQuery -Question $question.name -Lake $lake)
            $question.rows.Count | Should -Be $rows.Count -Because $question.name
            for ($row = 0; $row -lt $rows.Count; $row++) {
                $values = @($rows[$row].PSObject.Properties.Value)
                for ($column = 0; $column -lt $values.Count; $column++) {
                    $question.rows[$row][$column] | Should -Be $values[$column]
                }
            }
        }
    }

    It 'says of what is missing what to fetch' {
        $unanswered = @($document.questions).Where{ $_.missing }
        $unanswered | Should -Not -BeNullOrEmpty
        foreach ($question in $unanswered) {
            $question.rows.Count | Should -Be 0
            $question.missing.command | Should -Match '^[A-Z]'
            $question.missing.columns | Should -Be (Get-LakeQuestion $question.name -Lake $lake).Missing
        }
    }

    It 'traces to raw files, tables and tests' {
        $document.sources.key | Should -Be (Get-LakeObject -Lake $lake -Layer Raw | ForEach-Object Key)
        $document.sources.checksum | Should -Match '^CRC32C:'
        $tables = Get-LakeTable -Lake $lake | Where-Object Layer -EQ Refined
        $document.tables.table | Should -Be $tables.Table
        $document.tables.rows | Should -Be $tables.Rows
        $document.tests.passed | Should -Be ($tables | Measure-Object TestsPassed -Sum).Sum
        $document.tests.failed | Should -Be 0
    }

    It 'says nothing of the machine' {
        $html | Should -Not -Match ([regex]::Escape((Split-Path $lake)))
        $document.lake | Should -Be (Split-Path $lake -Leaf)
    }

    It 'replaces another file with -Force alone' {
        [IO.File]::WriteAllText("$folder/taken.html", 'mine')
        { Export-LakeDashboard "$folder/taken.html" -Lake $lake } | Should -Throw -ErrorId 'ObjectExists,*'
        Get-Content "$folder/taken.html" | Should -Be mine
        Export-LakeDashboard "$folder/taken.html" -Lake $lake -Force
        (Get-Item "$folder/taken.html").Length | Should -BeGreaterThan 100000
    }

    It 'says that a folder is not there' {
        { Export-LakeDashboard "$folder/nothing/films.html" -Lake $lake } | Should -Throw -ErrorId 'OutputFailed,*'
    }

    It 'opens in the language that is named, whatever its case' {
        $made = Export-LakeDashboard "$folder/case.html" -Lake $lake -Language PT-br -PassThru
        (Get-FileHash $made).Hash | Should -Be (Get-FileHash $page).Hash
    }

    It 'names the question of a user''s own whose SQL is wrong' {
        $model = New-TestFolder
        $null = New-Item "$model/questions" -ItemType Directory
        [IO.File]::WriteAllText("$model/questions/mine.json", '{ "title": { "en": "?" } }')
        [IO.File]::WriteAllText("$model/questions/mine.sql", 'SELEC 1')
        { Export-LakeDashboard "$folder/wrong.html" -Lake $lake -Model $model } | Should -Throw "The question 'mine': *" -ErrorId 'InvalidQuery,*'
        "$folder/wrong.html" | Should -Not -Exist
    }

    It 'says that there are no tables of a day' {
        { Export-LakeDashboard "$folder/early.html" -Lake $lake -Date 2020-01-01 } | Should -Throw '*no Refined tables of 2020-01-01 or before*' -ErrorId 'TableNotFound,*'
    }

    It 'says that there are no tables' {
        { Export-LakeDashboard "$folder/empty.html" -Lake (New-TestFolder) } | Should -Throw -ErrorId 'TableNotFound,*'
    }

    It 'takes names for text, whatever they look like, in a question of the user''s own' {
        $names = '</script><script>alert(1)</script>', '<!--', ']]>', "`u{2028}`u{2029}`u{202E}x", '=1+1', '"quotes" ''and'' \ & more', '🎬 Ação 東京'
        $model = New-TestFolder
        $null = New-Item "$model/questions" -ItemType Directory
        [IO.File]::WriteAllText("$model/questions/mine.json", (@{ title = @{ en = $names[0] }; read = @{ en = $names[3] } } | ConvertTo-Json))
        [IO.File]::WriteAllText("$model/questions/mine.sql", "SELECT '" + ($names.ForEach{ $_.Replace("'", "''") } -join "' AS name UNION ALL SELECT '") + "'")
        [IO.File]::WriteAllText("$model/questions/mine.vl.json", (@{ data = @{ name = 'rows' }; mark = 'bar'; title = $names[0] } | ConvertTo-Json))
        $hostile = [IO.File]::ReadAllText((Export-LakeDashboard "$folder/hostile.html" -Lake $lake -Model $model -Question mine -PassThru))

        [regex]::Matches($hostile, '</?script').Count | Should -Be ([regex]::Matches($html, '</?script').Count)
        $question = (Get-Document $hostile).questions[0]
        $question.rows.ForEach{ $_[0] } | Should -BeExactly $names
        $question.title.en, $question.spec.title | Should -BeExactly $names[0], $names[0]
        $question.columns[0].title.'pt-BR', $question.columns[0].type | Should -Be name, string
    }

    It 'writes numbers, days and what JSON has no number for' {
        $model = New-TestFolder
        $null = New-Item "$model/questions" -ItemType Directory
        [IO.File]::WriteAllText("$model/questions/mine.json", '{ "title": { "en": "?" } }')
        [IO.File]::WriteAllText("$model/questions/mine.sql", "SELECT CAST(1.5 AS decimal(3,1)) AS a, CAST('nan' AS double) AS b, DATE '2022-05-02' AS c, true AS d, NULL AS e, sum(x) AS f, 0.1E0 AS g, ['x', 'y'] AS h, CAST(9007199254740991 AS bigint) AS i, CAST(-1099511627776000001 AS bigint) AS j FROM (SELECT CAST(3 AS bigint) AS x) AS t")
        $question = (Get-Document ([IO.File]::ReadAllText((Export-LakeDashboard "$folder/types.html" -Lake $lake -Model $model -Question mine -PassThru)))).questions[0]
        $question.columns.type | Should -Be number, number, date, boolean, number, number, number, string, number, number
        ConvertTo-Json $question.rows[0] -Compress | Should -BeExactly '[1.5,null,"2022-05-02",true,null,3,0.1,"x, y",9007199254740991,"-1099511627776000001"]'
        $question.spec | Should -BeNullOrEmpty
    }

    It 'says that there is no question of a name, and writes nothing' {
        { Export-LakeDashboard "$folder/nothing.html" -Lake $lake -Question nothing } | Should -Throw -ErrorId 'QuestionNotFound,*'
        "$folder/nothing.html" | Should -Not -Exist
    }

    It 'writes nothing with -WhatIf' {
        Export-LakeDashboard "$folder/whatif.html" -Lake $lake -WhatIf
        "$folder/whatif.html" | Should -Not -Exist
    }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Clear-AwsSetting
    $folder = New-TestFolder
    Copy-Sample $folder
    $lake = New-TestFolder
    $null = Send-RawCsv "$folder/movies.csv", "$folder/series.csv" $lake -Date 2022-05-02
    $null = Update-LakeTable -Lake $lake -Date 2022-05-02

    function New-QuestionModel([hashtable] $Files) {
        $model = New-TestFolder
        $null = New-Item "$model/questions" -ItemType Directory
        foreach ($name in $Files.Keys) { [IO.File]::WriteAllText("$model/questions/$name", $Files[$name]) }
        $model
    }
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'Get-LakeQuestion' {
    It 'lists what ships, with what each needs and whether the lake has it' {
        $questions = Get-LakeQuestion -Lake $lake
        $questions | Should -HaveCount 16
        ($questions | Where-Object HasData).Name | Should -Be crime-in-war-years, ratings-by-genre, votes-and-ratings, professions
        $budgets = $questions | Where-Object Name -EQ studio-budgets
        $budgets.Missing | Should -Be fact_title.budget, bridge_title_company.company_id
        $budgets.Needs | Should -Be $budgets.Missing
        $budgets.Fetch | Should -Match 'Get-TmdbMovies .* \| Write-RawJsonBatch'
        $budgets.Query | Should -Match 'FROM bridge_title_company'
    }

    It 'lists what ships where no lake is named, and says nothing of a lake' {
        Set-TestEnvironment @{ DATALAKE_URI = $null }

        $questions = Get-LakeQuestion

        $questions | Should -HaveCount 16
        $questions[0].Title | Should -BeExactly 'Did the films pay?'
        $questions.HasData | Where-Object { $null -ne $_ } | Should -BeNullOrEmpty
    }

    It 'takes names with wildcards, whatever their case' {
        (Get-LakeQuestion *-BY-decade, professions -Lake $lake).Name | Should -Be budgets-by-decade, wars-by-decade, professions
        Get-LakeQuestion nothing* -Lake $lake | Should -BeNullOrEmpty
    }

    It 'says that there is no question of a name' {
        $thrown = { Get-LakeQuestion nothing -Lake $lake } | Should -Throw -PassThru -ErrorId 'QuestionNotFound,*'
        $thrown.ErrorDetails.RecommendedAction | Should -Match '-Model: film-profit, '
    }

    It 'speaks the language of the session' {
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $lake {
            param($module, $lake)
            [Threading.Thread]::CurrentThread.CurrentUICulture = 'pt-BR'
            Import-Module $module
            (Get-LakeQuestion professions -Lake $lake).Title
        }
        $said | Should -BeExactly 'O que fazem os artistas com mais de três títulos conhecidos?'
    }

    It 'says that nothing is there of a lake without tables' {
        $empty = New-TestFolder
        (Get-LakeQuestion -Lake $empty).HasData | Should -Not -Contain $true
    }

    It 'has the questions of a folder of the user''s own, in their order among the others' {
        $model = New-QuestionModel @{
            'mine.json' = '{ "order": 5, "title": { "en": "Mine?" }, "needs": { "columns": ["fact_title.title", "fact_title.budget", "nothing.title"] } }'
            'mine.sql'  = 'SELECT count(*) AS titles FROM fact_title'
        }
        $questions = Get-LakeQuestion -Lake $lake -Model $model
        $questions | Should -HaveCount 17
        $questions[0].Name, $questions[0].Title, $questions[0].HasData | Should -Be mine, Mine?, $false
        $questions[0].Missing | Should -Be fact_title.budget, nothing.title
        $questions[0].Fetch | Should -BeNullOrEmpty
    }

    It 'takes one that ships in the user''s own words' {
        $model = New-QuestionModel @{ 'professions.json' = '{ "order": 1, "title": { "en": "Jobs?" } }' }
        $question = Get-LakeQuestion -Lake $lake -Model $model | Select-Object -First 1
        $question.Title, $question.Query | Should -Be 'Jobs?', (Get-LakeQuestion professions -Lake $lake).Query
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a property that no question has'; Files = @{ 'a.json' = '{ "title": { "en": "A" }, "colour": 1 }'; 'a.sql' = 'SELECT 1' }; Message = "*'colour'*" }
        @{ What = 'words without SQL'; Files = @{ 'a.json' = '{ "title": { "en": "A" } }' }; Message = '*.sql*' }
        @{ What = 'a name that no command line takes'; Files = @{ 'a b.json' = '{ "title": { "en": "A" } }'; 'a b.sql' = 'SELECT 1' }; Message = '*hyphens*' }
        @{ What = 'a need that is no column'; Files = @{ 'a.json' = '{ "title": { "en": "A" }, "needs": { "columns": ["x; DROP"] } }'; 'a.sql' = 'SELECT 1' }; Message = '*table.column*' }
        @{ What = 'a need of a column that its table does not have'; Files = @{ 'a.json' = '{ "title": { "en": "A" }, "needs": { "columns": ["fact_title.bugdet"] } }'; 'a.sql' = 'SELECT 1' }; Message = "*'fact_title.bugdet'*no such column*" }
        @{ What = 'a unit that there is not'; Files = @{ 'a.json' = '{ "title": { "en": "A" }, "columns": { "b": { "title": { "en": "B" }, "unit": "parsec" } } }'; 'a.sql' = 'SELECT 1 AS b' }; Message = "*unit*'b'*'parsec'*usd, year*" }
        @{ What = 'a language that there is not'; Files = @{ 'a.json' = '{ "title": { "en": "A" }, "columns": { "b": { "title": { "en": "B" }, "language": "xx" } } }'; 'a.sql' = 'SELECT 1 AS b' }; Message = "*language*'xx'*en, pt-BR*" }
        @{ What = 'a title of null'; Files = @{ 'a.json' = '{ "title": null }'; 'a.sql' = 'SELECT 1' }; Message = '*a.json*$.title is null*' }
        @{ What = 'a title without English'; Files = @{ 'a.json' = '{ "title": { "pt-BR": "A" } }'; 'a.sql' = 'SELECT 1' }; Message = "*a.json*lacks 'en'." }
        @{ What = 'words without a title'; Files = @{ 'a.json' = '{ "order": 1 }'; 'a.sql' = 'SELECT 1' }; Message = "*a.json*lacks 'title'." }
        @{ What = 'a property twice'; Files = @{ 'a.json' = '{ "title": { "en": "A" }, "title": { "en": "B" } }'; 'a.sql' = 'SELECT 1' }; Message = "*'title' twice." }
        @{ What = 'a chart that brings its own data'; Files = @{ 'a.json' = '{ "title": { "en": "A" } }'; 'a.sql' = 'SELECT 1'; 'a.vl.json' = '{ "data": { "url": "https://example.com/x.csv" } }' }; Message = '*"rows"*' }
        @{ What = 'a chart that is no JSON'; Files = @{ 'a.json' = '{ "title": { "en": "A" } }'; 'a.sql' = 'SELECT 1'; 'a.vl.json' = '{' }; Message = '*a.vl.json*' }
    ) {
        $thrown = { Get-LakeQuestion -Lake $lake -Model (New-QuestionModel $Files) } | Should -Throw -PassThru -ErrorId 'InvalidModel,*'
        $thrown.Exception.Message | Should -BeLike $Message
    }

    It 'leads to its rows' {
        $rows = Get-LakeQuestion professions -Lake $lake | ForEach-Object { Invoke-LakeQuery $_.Query -Lake $lake }
        Compare-Object $rows (Invoke-LakeQuery -Question professions -Lake $lake) -Property profession, artists | Should -BeNullOrEmpty
        $rows | Should -Not -BeNullOrEmpty
    }

    It 'completes names' {
        $line = "Get-LakeQuestion -Lake '$lake' -Name st"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be studio-budgets
        $line = 'Invoke-LakeQuery -Question prof'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be professions
        $line = 'Export-LakeDashboard -Question prof'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be professions
    }
}

Describe 'Invoke-LakeQuery -Question' {
    It 'says what to fetch where the data is not there' {
        $thrown = { Invoke-LakeQuery -Question studio-budgets -Lake $lake } | Should -Throw -PassThru -ErrorId 'AnswerDataMissing,*'
        $thrown.CategoryInfo.Category | Should -Be ObjectNotFound
        $thrown.Exception.Message | Should -BeLike '*fact_title.budget*'
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*Update-LakeTable*Get-TmdbMovies*'
    }

    It 'says that the words describe a column that the answer does not have' {
        $model = New-QuestionModel @{
            'a.json' = '{ "title": { "en": "A" }, "columns": { "decades": { "title": { "en": "Decade" } } } }'
            'a.sql'  = 'SELECT decade, count(*) AS titles FROM fact_title GROUP BY decade'
        }
        $thrown = { Invoke-LakeQuery -Question a -Lake $lake -Model $model } | Should -Throw -PassThru -ErrorId 'InvalidModel,*'
        $thrown.Exception.Message | Should -BeLike "*'a'*'decades'*"
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*decade, titles*'
    }

    It 'says that there is no question of a name' {
        { Invoke-LakeQuery -Question nothing -Lake $lake } | Should -Throw -ErrorId 'QuestionNotFound,*'
    }
}

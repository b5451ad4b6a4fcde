BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Clear-AwsSetting
    $lake = New-TableLake Folder
    $model = New-TableModel @{
        'refined/film.json' = '{"table":"film","key":["id"],"columns":[{"name":"id","type":"bigint","required":true,"max":600},{"name":"imdb_id","type":"varchar","required":true}],"references":[{"columns":["imdb_id"],"table":"known"}]}'
        'refined/film.sql'  = 'SELECT id, imdb_id FROM tmdb_movies WHERE id IN (550, 552, 601)'
        'refined/known.json' = '{"table":"known","key":["imdb_id"],"columns":[{"name":"imdb_id","type":"varchar"}]}'
        'refined/known.sql'  = "SELECT 'tt1' AS imdb_id"
    }
    $null = Update-LakeTable -Lake $lake.Address -Date 2022-05-02 -Model $model -Force -WarningAction SilentlyContinue
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'Test-LakeTable' {
    It 'finds nothing in the tables that ship' {
        $sound = New-TableLake Folder
        $null = Update-LakeTable -Lake $sound.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        Test-LakeTable -Lake $sound.Address | Should -BeNullOrEmpty
        Test-LakeTable -Lake $sound.Address -Quiet | Should -BeTrue
    }

    It 'is no yes with -Quiet, and warns, where nothing was tested' {
        @() | Test-LakeTable -Lake $lake.Address -Quiet -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeExactly $false
        "$warnings" | Should -BeLike 'No table was tested*'
    }

    It 'gives one finding for each row that breaks a rule of the contract' {
        $findings = Test-LakeTable film -Lake $lake.Address -Model $model
        $findings | ForEach-Object { "$($_.Test) $($_.Key) $($_.Finding)" } | Should -BeExactly @(
            'id_is_in_range 601 id is 601'
            'imdb_id_is_there 552 imdb_id is missing'
            'imdb_id_is_there 601 imdb_id is missing'
            'imdb_id_is_in_known 550 not in known'
        )
        Test-LakeTable film -Lake $lake.Address -Model $model -Quiet | Should -BeFalse
    }

    It 'takes tables from the pipeline' {
        (Get-LakeTable film -Lake $lake.Address -Model $model | Test-LakeTable -Model $model) | Should -HaveCount 4
    }

    It 'finds what is older than its contract allows, counted to the day that is given' {
        $old = New-TableLake Folder
        $aged = New-TableModel @{ 'trusted/series.json' = (Get-Content $PSScriptRoot/../../module/model/trusted/series.json -Raw) -replace '"rejectLimit"', '"maxAgeDays": 31, "rejectLimit"' }
        $null = Update-LakeTable -Lake $old.Address -Date 2022-05-02 -Model $aged -WarningAction SilentlyContinue

        Test-LakeTable -Lake $old.Address -Model $aged -Date 2022-06-02 | Should -BeNullOrEmpty
        $finding = Test-LakeTable -Lake $old.Address -Model $aged -Date 2022-06-03
        "$($finding.Table) $($finding.Test) $($finding.Key)" | Should -BeExactly 'series is_fresh 2022-05-02'
        $finding.Finding | Should -BeLike 'its newest raw data is 32 days old*'
        Test-LakeTable series -Lake $old.Address -Model $aged -Quiet | Should -BeFalse -Because 'its age is counted to today'
    }

    It 'finds raw data that no table was made of, up to the day that is given' {
        $behind = New-TableLake Folder
        $null = Update-LakeTable -Lake $behind.Address -Date 2022-05-02 -WarningAction SilentlyContinue
        $null = Get-TableRecord | Write-RawJsonBatch -Lake $behind.Address -Specification Movies/Crime -Date 2022-05-04

        (Test-LakeTable -Lake $behind.Address).Key | Should -BeExactly Raw/TMDB/JSON/Movies/Crime/2022/05/04
        Test-LakeTable -Lake $behind.Address -Date 2022-05-03 | Should -BeNullOrEmpty
        $null = Update-LakeTable -Lake $behind.Address -Date 2022-05-04 -WarningAction SilentlyContinue
        Test-LakeTable -Lake $behind.Address | Should -BeNullOrEmpty
    }

    It 'does not say that all is well where nothing was built' {
        { Test-LakeTable -Lake (New-TestFolder) -Quiet } | Should -Throw -ErrorId 'TableNotFound,*'
        { Test-LakeTable tmdb_people -Lake $lake.Address -Quiet } | Should -Throw -ErrorId 'TableNotFound,*'
        Test-LakeTable wars -Lake $lake.Address -Quiet | Should -BeTrue -Because 'a seed brings its rows along'
    }
}

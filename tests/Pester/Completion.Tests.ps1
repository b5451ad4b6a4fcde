BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
    $missing = Get-MissingStandIn

    # What a parameter of this name takes can be looked up, on whatever cmdlet it stands.
    $due = @(
        'Lake', 'ProfileName', 'Region', 'StorageClass', 'Layer', 'Origin', 'Specification', 'Date', 'From', 'To', 'Table', 'Question', 'Unique', 'Property', 'Genre', 'ExcludeGenre', 'SortBy',
        'Language', 'OriginalLanguage', 'OriginCountry', 'Append', 'Company', 'Keyword', 'ExcludeKeyword', 'Cast', 'Crew', 'People', 'Collection', 'Step', 'ApiPath'
    )
    $completed = foreach ($command in Get-Command -Module DataLakeTools -CommandType Cmdlet) {
        foreach ($name in $due | Where-Object { $command.Parameters.ContainsKey($_) }) {
            @{ Command = $command.Name; Parameter = $name }
        }
    }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line).CompletionMatches | ForEach-Object CompletionText
    }
}

Describe 'The parameter -<Parameter> of <Command>' -ForEach $completed {
    It 'is completed' {
        $attributes = (Get-Command $Command -Module DataLakeTools).Parameters[$Parameter].Attributes
        $attributes.Where({ $_ -is [ArgumentCompleter] -or $_ -is [ValidateSet] }) | Should -Not -BeNullOrEmpty
    }
}

Describe 'Completion, without a server' {
    BeforeAll {
        $folder = New-TestFolder
        Copy-Sample $folder
        Set-TestEnvironment @{
            AWS_SHARED_CREDENTIALS_FILE = Write-TestFile (Join-Path $folder credentials) "[films]`naws_access_key_id = A`naws_secret_access_key = B`n[two words]`naws_access_key_id = A`naws_secret_access_key = B`n"
            AWS_CONFIG_FILE             = Join-Path $folder no-config
            DATALAKE_URI                = $null
            TMDB_TOKEN                  = $null
            TMDB_API_KEY                = $null
        }
        $null = New-Item (Join-Path $folder 'lake one'), (Join-Path $folder lake-two) -ItemType Directory
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
        Restore-TestEnvironment
    }

    It 'completes <Line> with <Expected>' -ForEach @(
        @{ Line = 'Get-TmdbMovies -SortBy VOTE_c'; Expected = 'vote_count.desc', 'vote_count.asc' }
        @{ Line = 'Get-TmdbSeries -Append agg'; Expected = 'aggregate_credits' }
        @{ Line = 'Get-TmdbPerson 1 -Append movie_'; Expected = 'movie_credits' }
        @{ Line = 'Get-TmdbMovies -Language pt-b'; Expected = 'pt-BR' }
        @{ Line = 'Get-TmdbMovies -OriginalLanguage pt'; Expected = 'pt' }
        @{ Line = 'Get-TmdbMovies -OriginCountry br'; Expected = 'BR' }
        @{ Line = 'Invoke-TmdbApi TREND'; Expected = 'trending/all/day', 'trending/all/week', 'trending/movie/day', 'trending/movie/week', 'trending/person/day', 'trending/person/week', 'trending/tv/day', 'trending/tv/week' }
        @{ Line = 'Invoke-TmdbApi movie/550/re'; Expected = 'movie/550/recommendations', 'movie/550/release_dates', 'movie/550/reviews' }
        @{ Line = 'Invoke-TmdbApi /movie/550/re'; Expected = '/movie/550/recommendations', '/movie/550/release_dates', '/movie/550/reviews' }
        @{ Line = 'Invoke-TmdbApi /3/tv/1396/season/2/e'; Expected = '/3/tv/1396/season/2/episode/', '/3/tv/1396/season/2/external_ids' }
        @{ Line = 'Invoke-TmdbApi comp'; Expected = 'company/' }
        @{ Line = 'Invoke-TmdbApi keyword/7/x'; Expected = $null }
        @{ Line = 'Send-RawCsv x.csv -Region sa-e'; Expected = 'sa-east-1' }
        @{ Line = 'Send-RawCsv x.csv -StorageClass deep'; Expected = 'DEEP_ARCHIVE' }
        @{ Line = 'Send-RawCsv x.csv -ProfileName f'; Expected = 'films' }
        @{ Line = 'Send-RawCsv x.csv -ProfileName t'; Expected = "'two words'" }
        @{ Line = 'Send-RawCsv x.csv -ProfileName "t'; Expected = '"two words"' }
        @{ Line = 'Send-RawCsv x.csv s3'; Expected = 's3://' }
        @{ Line = 'Import-RawCsv ./movies.csv -Unique I'; Expected = 'id' }
        @{ Line = 'Import-RawCsv ./movies.csv -Property id, titulo'; Expected = 'tituloPincipal', 'tituloOriginal', 'titulosMaisConhecidos' }
        @{ Line = 'Get-LakePath x.csv -Origin '; Expected = 'Local', 'TMDB' }
    ) {
        Get-Completion $Line | Should -BeExactly $Expected
    }

    It 'completes folders and nothing else where a lake is wanted' {
        $found = Get-Completion 'Send-RawCsv x.csv -Lake ./la'

        $found | ForEach-Object { Split-Path $_.Trim("'") -Leaf } | Should -BeExactly 'lake one', 'lake-two'
        $found[0] | Should -BeLike "'*'"
        Get-Completion 'Send-RawCsv x.csv -Lake ./mov' | Should -Not -BeLike '*movies.csv' -Because 'a file is no lake'
    }

    It 'has a tip for every choice' {
        (TabExpansion2 'Send-RawCsv x.csv -Region sa-e').CompletionMatches.ToolTip | Should -BeLike '*Paulo*'
        (TabExpansion2 'Get-TmdbMovies -OriginCountry br').CompletionMatches.ToolTip | Should -BeLike '*Brazil*'
        (TabExpansion2 'Send-RawCsv x.csv -StorageClass deep').CompletionMatches.ToolTip | Should -BeLike '*archive*'
    }

    It 'completes the steps of a job' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "name": "all films", "type": "SendCsv", "path": "a.csv" }, { "name": "series", "type": "SendCsv", "path": "b.csv" } ] }'

        Get-Completion "Invoke-LakeJob '$job' -Step " | Should -BeExactly "'all films'", 'series'
        Get-Completion "Invoke-LakeJob -LiteralPath '$job' -Step series, ALL" | Should -BeExactly "'all films'"
    }

    It 'is silent where nobody answers: <Line>' -ForEach @(
        @{ Line = 'Get-TmdbMovies -Genre Cr' }
        @{ Line = 'Get-TmdbMovies -People Fern' }
        @{ Line = 'Send-RawCsv x.csv s3://fi' }
        @{ Line = 'Get-LakeObject s3://films -Specification Mo' }
        @{ Line = 'Receive-LakeObject Raw/ s3://films -Key Raw/Lo' }
        @{ Line = 'Import-RawCsv ./none.csv -Unique i' }
        @{ Line = 'Invoke-LakeJob ./none.json -Step i' }
    ) {
        # One that refuses, and one that takes the call and never says a word.
        $mute = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $mute.Start()
        try {
            foreach ($port in 1, $mute.LocalEndpoint.Port) {
                Set-TestEnvironment @{
                    AWS_ENDPOINT_URL = "http://127.0.0.1:$port"; AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test'; AWS_REGION = 'us-east-1'
                    TMDB_ENDPOINT = "http://127.0.0.1:$port"; TMDB_TOKEN = 'stand-in.read.token'
                }
                $before = $Error.Count
                Get-Completion $Line | Should -BeNullOrEmpty
                $Error.Count | Should -Be $before
            }
        }
        finally {
            $mute.Stop()
            Set-TestEnvironment @{ TMDB_TOKEN = $null }
        }
    }
}

Describe "Completion, from TMDB $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'completes <Line> with <Expected>' -ForEach @(
        @{ Line = 'Get-TmdbMovies -Genre cr'; Expected = 'Crime' }
        @{ Line = 'Get-TmdbMovies -Genre Crime,Sci'; Expected = "'Science Fiction'" }
        @{ Line = 'Get-TmdbMovies -ExcludeGenre "sci'; Expected = '"Science Fiction"' }
        @{ Line = 'Get-TmdbSeries -Genre war'; Expected = "'War & Politics'" }
        @{ Line = 'Get-TmdbGenre -Media Series War'; Expected = "'War & Politics'" }
        @{ Line = 'Get-TmdbMovies -Language pt-BR -Genre fic'; Expected = "'Ficção científica'" }
        @{ Line = 'Get-TmdbMovies -Language pt-BR -Genre sci'; Expected = "'Science Fiction'" }
        @{ Line = 'Get-TmdbMovies -People fernanda'; Expected = "'Fernanda Montenegro'" }
        @{ Line = 'Get-TmdbPerson fernanda'; Expected = "'Fernanda Montenegro'" }
    ) {
        Get-Completion $Line | Should -Contain $Expected
    }

    It 'takes what the session has set' {
        $PSDefaultParameterValues['Get-Tmdb*:Language'] = 'pt-BR'

        Get-Completion 'Get-TmdbMovies -Genre gue' | Should -BeExactly 'Guerra'
    }

    It 'gives no choice that would act on the console' {
        (TabExpansion2 'Get-TmdbMovies -Genre ').CompletionMatches | ForEach-Object { "$($_.CompletionText)$($_.ListItemText)$($_.ToolTip)" } | Should -Not -Match '[\x00-\x1f\x7f]'
    }
}

Describe "Completion, from <Kind> $missing" -Skip:([bool] $missing) -ForEach @(@{ Kind = 'a folder' }, @{ Kind = 'S3' }) {
    BeforeAll {
        $folder = New-TestFolder
        Copy-Sample $folder
        $lake = Join-Path $folder lake
        if ($Kind -eq 'S3') {
            Start-S3StandIn -Bucket films, films-two
            $lake = 's3://films/pre/fix'
        }

        $null = Send-RawCsv (Join-Path $folder movies.csv) $lake -Date 2022-05-02
        $null = Send-RawCsv (Join-Path $folder movies.csv) $lake -Date 2022-06-03 -Origin IMDb -Specification "Two words/It's"
    }

    AfterAll {
        Stop-StandIn
    }

    It 'completes <Line> with <Expected>' -ForEach @(
        @{ Line = 'Get-LakeObject LAKE -Layer '; Expected = 'Raw' }
        @{ Line = 'Get-LakeObject LAKE -Origin '; Expected = 'IMDb', 'Local', 'TMDB' }
        @{ Line = 'Get-LakeObject LAKE -Format c'; Expected = 'CSV' }
        @{ Line = 'Get-LakeObject LAKE -Specification '; Expected = 'Movies', "'Two words/It''s'" }
        @{ Line = 'Get-LakeObject LAKE -Origin IMDb -Specification "'; Expected = """Two words/It's""" }
        @{ Line = 'Send-RawCsv x.csv LAKE -Specification mov'; Expected = 'Movies' }
        @{ Line = 'Get-LakeObject LAKE -Date '; Expected = '2022-06-03', '2022-05-02' }
        @{ Line = 'Get-LakeObject LAKE -Specification Movies -From '; Expected = '2022-05-02' }
        @{ Line = 'Get-LakeObject LAKE -To 2022-06'; Expected = '2022-06-03' }
        @{ Line = 'Receive-LakeObject -Lake LAKE -Key '; Expected = 'Raw/' }
        @{ Line = 'Receive-LakeObject -Lake LAKE -Key Raw/i'; Expected = 'Raw/IMDb/' }
        @{ Line = 'Receive-LakeObject -Lake LAKE -Key Raw/IMDb/CSV/'; Expected = "'Raw/IMDb/CSV/Two words/'" }
        @{ Line = 'Receive-LakeObject -Lake LAKE -Key Raw/Local/CSV/Movies/2022/05/02/'; Expected = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv' }
    ) {
        Get-Completion $Line.Replace('LAKE', "'$lake'") | Should -BeExactly $Expected
    }

    It 'knows the lake of the session and that of the environment' {
        $PSDefaultParameterValues['Get-LakeObject:Lake'] = $lake
        Get-Completion 'Get-LakeObject -Origin I' | Should -BeExactly IMDb
        $PSDefaultParameterValues.Clear()

        Set-TestEnvironment @{ DATALAKE_URI = $lake }
        Get-Completion 'Get-LakeObject -Origin I' | Should -BeExactly IMDb
        Set-TestEnvironment @{ DATALAKE_URI = $null }
    }
}

Describe "Completion of addresses, from S3 $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-S3StandIn -Bucket films, films-two
        $folder = New-TestFolder
        Copy-Sample $folder
        $null = Send-RawCsv (Join-Path $folder movies.csv) s3://films/pre/fix
    }

    AfterAll {
        Stop-StandIn
    }

    It 'completes <Line> with <Expected>' -ForEach @(
        @{ Line = 'Send-RawCsv x.csv s3://'; Expected = 's3://films', 's3://films-two' }
        @{ Line = 'Send-RawCsv x.csv "S3://Films-'; Expected = '"s3://films-two"' }
        @{ Line = 'Get-LakeObject s3://films/'; Expected = 's3://films/pre/' }
        @{ Line = 'Get-LakeObject s3://films/pre/f'; Expected = 's3://films/pre/fix/' }
        @{ Line = 'Get-LakeObject s3://films/pre/fix/'; Expected = $null }
    ) {
        Get-Completion $Line | Should -BeExactly $Expected
    }
}

Describe 'Completion of tables, columns and days' {
    BeforeAll {
        $lake = New-TestFolder
        $folder = New-TestFolder
        Copy-Sample $folder
        $null = Send-RawCsv (Join-Path $folder movies.csv) $lake -Date 2022-05-02
        $null = Update-LakeTable -Lake $lake -Date 2022-05-02
        $null = Update-LakeTable -Lake $lake -Layer Refined -Date 2022-05-03 -Force
        $null = Send-RawCsv (Join-Path $folder movies.csv) $lake -Date 2022-06-03
        $model = New-TableModel @{ 'seeds/dim_mood.json' = '{"table":"dim_mood","key":["mood"],"columns":[{"name":"mood","type":"varchar"},{"name":"lightness","type":"smallint"}]}'; 'seeds/dim_mood.csv' = "mood,lightness`n" }
    }

    It 'completes the days of which there are tables: <_>' -ForEach 'Get-LakeTable', 'Test-LakeTable', "Invoke-LakeQuery 'SELECT 1'", 'Export-LakeDashboard', 'Trace-LakeRow fact_title tt1' {
        Get-Completion "$_ -Lake '$lake' -Date " | Should -BeExactly 2022-05-03, 2022-05-02
        Get-Completion "$_ -Lake '$lake' -Date 2022-05-02" | Should -BeExactly 2022-05-02
        Get-Completion "$_ -Lake '$lake' -Date 2021" | Should -BeNullOrEmpty
    }

    It 'completes the days of the raw data where tables are made of it: <_>' -ForEach '', '-Layer Trusted' {
        Get-Completion "Update-LakeTable -Lake '$lake' $_ -Date " | Should -BeExactly 2022-06-03, 2022-05-02
    }

    It 'completes the last word of the query <Typed> with <Expected>' -ForEach @(
        @{ Typed = "'SELECT dec"; Expected = "'SELECT decade" }
        @{ Typed = '"SELECT DEC'; Expected = '"SELECT decade' }
        @{ Typed = "'SELECT decade, count(*) FROM fact_t"; Expected = "'SELECT decade, count(*) FROM fact_title" }
        @{ Typed = "'SELECT decade, count(*) FROM fact_t'"; Expected = "'SELECT decade, count(*) FROM fact_title'" }
        @{ Typed = "'SELECT * FROM fact_title WHERE kind = ''movie'' AND dec"; Expected = "'SELECT * FROM fact_title WHERE kind = ''movie'' AND decade" }
        @{ Typed = "'SELECT fact_title.dec"; Expected = "'SELECT fact_title.decade" }
        @{ Typed = "'SELECT * FROM fact_title f WHERE f.dec"; Expected = "'SELECT * FROM fact_title f WHERE f.decade" }
        @{ Typed = "'SELECT *`nFROM fact_t"; Expected = "'SELECT *`nFROM fact_title" }
        @{ Typed = "'SELECT dim_genre.dec"; Expected = $null }
        @{ Typed = "'SELECT no_such"; Expected = $null }
    ) {
        $found = (TabExpansion2 "Invoke-LakeQuery -Lake '$lake' $Typed").CompletionMatches | Where-Object ListItemText -In decade, fact_title
        $found | ForEach-Object CompletionText | Should -BeExactly $Expected
    }

    It 'has columns of the tables that the query names first, and says what each is' {
        $found = (TabExpansion2 "Invoke-LakeQuery -Lake '$lake' 'SELECT * FROM dim_genre WHERE ").CompletionMatches

        $columns = (Get-LakeTable dim_genre -Lake $lake).Columns
        $found[0..($columns.Count - 1)].ListItemText | Should -BeExactly ($columns.Name | Sort-Object)
        $genre = $columns[0]
        ($found | Where-Object ListItemText -CEQ $genre.Name).ToolTip | Should -BeExactly "dim_genre.$($genre.Name) $($genre.Type): $($genre.Meaning)"
    }

    It 'takes the names of the model, and of your own, where the lake has no tables' {
        Push-Location (Split-Path $model)
        try {
            foreach ($where in "-Lake '$(New-TestFolder)'", '-Lake ./none', '') {
                Get-Completion "Invoke-LakeQuery $where -Model ./$(Split-Path $model -Leaf) 'SELECT light" | Should -BeExactly "'SELECT lightness"
                Get-Completion "Invoke-LakeQuery $where 'SELECT * FROM fact_t" | Should -BeExactly "'SELECT * FROM fact_title"
            }
        }
        finally {
            Pop-Location
        }
    }

    It 'leaves a text with variables as it is, whose place would be lost' {
        Get-Completion "Invoke-LakeQuery -Lake '$lake' `"SELECT `$column, dec" | Should -Not -BeLike '*decade*'
    }
}

Describe 'Completion of what was left behind' {
    It 'completes the keys of abandoned uploads' {
        $lake = Join-Path (New-TestFolder) lake
        $null = New-Item (Join-Path $lake Raw/Local) -ItemType Directory -Force
        $null = Write-TestFile (Join-Path $lake Raw/Local/.0123456789abcdef0123456789abcdef.partial) 'id'

        Get-Completion "Clear-LakeUpload '$lake' -Key raw" | Should -BeExactly Raw/Local/.0123456789abcdef0123456789abcdef.partial
    }
}

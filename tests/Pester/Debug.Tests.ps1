BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)

    function Get-DebugLine([scriptblock] $Script) {
        & $Script 5>&1 | Where-Object { $_ -is [Management.Automation.DebugRecord] } | ForEach-Object Message
    }
}

Describe "-Debug $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
        Start-S3StandIn -Bucket films
        $folder = New-TestFolder
        Copy-Sample $folder
        $movies = Join-Path $folder movies.csv
    }

    AfterAll {
        Stop-StandIn
    }

    It 'shows each request to S3: method, address, status and milliseconds' {
        $lines = Get-DebugLine { Send-RawCsv $movies s3://films -Date 2022-05-02 -Verbose -Debug 4> $null }

        $lines | Should -HaveCount 3
        $lines[0] | Should -Match '^HEAD http://127\.0\.0\.1:\d+/films/ 200 \d+ ms$'
        $lines[1] | Should -Match '^HEAD http://127\.0\.0\.1:\d+/films/Raw/Local/CSV/Movies/2022/05/02/movies\.csv 404 \d+ ms$'
        $lines[2] | Should -Match '^PUT http://127\.0\.0\.1:\d+/films/Raw/Local/CSV/Movies/2022/05/02/movies\.csv 200 \d+ ms$'
    }

    It 'shows those of multipart uploads and listings, which go through the SDK' {
        $large = New-LargeCsv (Join-Path $folder large.csv)
        $lines = Get-DebugLine { Send-RawCsv $large s3://films -PartSize 5MB -Verbose -Debug 4> $null }
        $lines -match '^POST .*large\.csv\?uploads' | Should -HaveCount 1
        $lines -match '^PUT .*large\.csv\?partNumber=\d 200' | Should -HaveCount 3

        (Get-DebugLine { Get-LakeObject s3://films -Debug })[-1] | Should -Match '^GET .*/films/?\?.*list-type=2.* 200 \d+ ms$'
    }

    It 'shows those to TMDB, with the key in none of them' {
        Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = '0123456789abcdef0123456789abcdef' }
        try {
            $lines = Get-DebugLine { Get-TmdbMovies -Genre Crime -First 2 -Debug }
            $lines += Get-DebugLine { Invoke-TmdbApi genre/movie/list -Query @{ own_word = 'secret-of-mine'; page = 2 } -Debug }
        }
        finally {
            Set-TestEnvironment @{ TMDB_TOKEN = 'stand-in.read.token'; TMDB_API_KEY = $null }
        }

        $lines | Should -Contain ($lines -match '^GET .*/3/discover/movie\?with_genres=80&page=1 200 \d+ ms$')[0]
        $lines -match 'list\?page=2' | Should -HaveCount 1
        "$lines" | Should -Not -Match '0123456789abcdef|secret-of-mine'
    }

    It 'shows those of a job' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "lake": "s3://films", "steps": [ { "type": "SendCsv", "path": "movies.csv" }, { "type": "FetchMovies", "id": [1] } ] }'
        $lines = Get-DebugLine { Invoke-LakeJob $job -Verbose -Debug 4> $null }

        $lines -match '/films/' | Should -Not -BeNullOrEmpty
        $lines -match '/3/movie/1 ' | Should -HaveCount 1
    }

    It 'shows a request that nobody answered' {
        $lines = Get-DebugLine { Get-LakeObject s3://films -EndpointUrl http://127.0.0.1:1 -Debug -ErrorAction SilentlyContinue }

        $lines[0] | Should -Match '^HEAD http://127\.0\.0\.1:1/films/ no answer \d+ ms$'
    }

    It 'is quiet where nobody asked, and asks nobody where no one is' {
        Get-DebugLine { Get-TmdbGenre Crime; Get-LakeObject s3://films } | Should -BeNullOrEmpty
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule) {
            param($module)
            Import-Module $module
            (Get-TmdbGenre Crime -Debug 5> $null).id
        }
        $said | Should -Be 80
    }
}

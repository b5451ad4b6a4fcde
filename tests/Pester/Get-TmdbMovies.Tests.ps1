BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "Get-TmdbMovies $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 1200
    }

    AfterAll {
        Stop-StandIn
    }

    Context 'ids' {
        It 'gives the details of ids of TMDB and IMDb in the order they came, <How>' -ForEach @(
            @{ How = 'by -Id'; Get = { Get-TmdbMovies -Id 5, tt0000002, 3 } }
            @{ How = 'by position'; Get = { Get-TmdbMovies 5, tt0000002, 3 } }
            @{ How = 'from the pipeline by value'; Get = { 5, 'tt0000002', '3' | Get-TmdbMovies } }
            @{ How = 'from the property id'; Get = { 5, 'tt0000002', '3' | ForEach-Object { [pscustomobject] @{ id = $_ } } | Get-TmdbMovies } }
            @{ How = 'from hashtables'; Get = { 5, 'tt0000002', '3' | ForEach-Object { @{ id = $_ } } | Get-TmdbMovies } }
            @{ How = 'by the other name'; Get = { 5, 'tt0000002', '3' | Get-TmdbMovie } }
        ) {
            (& $Get).id | Should -Be 5, 2, 3
        }

        It 'keeps the order of many' {
            $ids = 1..600 | Where-Object { $_ % 6 } | Sort-Object { $_ * 7919 % 601 }

            ($ids | Get-TmdbMovies).id | Should -Be $ids
        }

        It 'gives an error for an id that TMDB does not know, and goes on' {
            (1, 6, 2 | Get-TmdbMovies -ErrorVariable unknown -ErrorAction SilentlyContinue).id | Should -Be 1, 2

            $unknown | Should -HaveCount 1
            $unknown[0].FullyQualifiedErrorId | Should -BeExactly 'TmdbNotFound,DataLakeTools.Commands.GetTmdbMoviesCommand'
            $unknown[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $unknown[0].TargetObject | Should -Be 6
        }

        It 'gives an error for <What>, and goes on' -ForEach @(
            @{ What = 'text that is no id'; Given = 'Central do Brasil' }
            @{ What = 'an object without an id'; Given = [pscustomobject] @{ title = 'x' } }
            @{ What = 'null'; Given = $null }
            @{ What = 'a number that is no whole one'; Given = [pscustomobject] @{ id = 550.5 } }
            @{ What = 'an object whose id is null'; Given = [pscustomobject] @{ id = $null } }
        ) {
            (1, $Given, 2 | Get-TmdbMovies -ErrorVariable wrong -ErrorAction SilentlyContinue).id | Should -Be 1, 2

            $wrong.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.GetTmdbMoviesCommand'
        }

        It 'takes numbers of any kind as ids: <_>' -ForEach @('[double]', '[decimal]', '[single]', '[long]', '[uint64]', '[bigint]', '[string]') {
            $id = [scriptblock]::Create("$_ 3").InvokeReturnAsIs()

            ([pscustomobject] @{ id = $id } | Get-TmdbMovies).id | Should -Be 3
            ($id | Get-TmdbMovies).id | Should -Be 3
        }

        It 'appends parts in the same request' {
            $before = Get-TmdbRequestCount

            $movie = Get-TmdbMovies 7 -Append keywords, credits

            (Get-TmdbRequestCount) - $before | Should -Be 1
            $movie.keywords.keywords[0].name | Should -Be 'palavra 7'
            $movie.credits.cast | Should -HaveCount 2
        }

        It 'gives details for entries, and lets details pass without another request' {
            $summary = Get-TmdbMovies -First 3 -Summary
            $details = $summary | Get-TmdbMovies
            $details.budget | Should -HaveCount 3
            $details.id | Should -Be $summary.id
            $before = Get-TmdbRequestCount

            ($details | Get-TmdbMovies).id | Should -Be $details.id

            Get-TmdbRequestCount | Should -Be $before
        }
    }

    Context 'traits' {
        It 'finds genres by name or id, in any order of letters' {
            $named = Get-TmdbMovies -Genre CRIME -First 30 -Summary

            $named.genre_ids | Where-Object { $_ -eq 80 } | Should -HaveCount 30
            (Get-TmdbMovies -Genre 80 -First 30 -Summary).id | Should -Be $named.id
            (Get-TmdbMovies -Genre 'Ficção científica' -Language pt-BR -First 1 -Summary).genre_ids | Should -Contain 878
            (Get-TmdbMovies -Genre 'ficcao cientifica' -Language pt-BR -First 1 -Summary).genre_ids | Should -Contain 878
        }

        It 'takes several genres as any of them, and with -Match All as all' {
            (Get-TmdbMovies -Genre War, Crime -All -Summary | Where-Object { 80 -notin $_.genre_ids -and 10752 -notin $_.genre_ids }) | Should -BeNullOrEmpty
            $both = Get-TmdbMovies -Genre Crime, Drama -Match All -All -Summary
            $both | Should -Not -BeNullOrEmpty
            $both | Where-Object { 80 -notin $_.genre_ids -or 18 -notin $_.genre_ids } | Should -BeNullOrEmpty
        }

        It 'finds by dates: <Given>' -ForEach @(
            @{ Given = '-Year 1990'; With = @{ Year = 1990 }; From = '1990-01-01'; To = '1990-12-31' }
            @{ Given = '-ReleasedBefore 1960'; With = @{ ReleasedBefore = 1960 }; From = '0000'; To = '1959-12-31' }
            @{ Given = '-ReleasedAfter 2010'; With = @{ ReleasedAfter = '2010' }; From = '2011-01-01'; To = '9999' }
            @{ Given = 'two days'; With = @{ ReleasedAfter = '1999-12-31'; ReleasedBefore = '2000-07-01' }; From = '2000-01-01'; To = '2000-06-30' }
        ) {
            $dates = (Get-TmdbMovies @With -All -Summary).release_date

            $dates | Should -Not -BeNullOrEmpty
            $dates | Where-Object { $_ -lt $From -or $_ -gt $To } | Should -BeNullOrEmpty
        }

        It 'refuses a day that has none after or before it: <_>' -ForEach @(@{ ReleasedAfter = 9999 }, @{ ReleasedBefore = '0001-01-01' }) {
            { Get-TmdbMovies @_ -Summary } | Should -Throw 'There is no day *' -ErrorId 'InvalidOption,*'
        }

        It 'sends each trait that it was given' {
            $null = Get-TmdbMovies -People 'jose wilker' -Crew 3 -Cast 4 -Company 'Estúdio 7' -Keyword 'palavra 5' -ExcludeKeyword 6 -ExcludeGenre War `
                -OriginalLanguage pt -OriginCountry BR -MinVoteCount 10 -MinVoteAverage 5.5 -MaxVoteAverage 9 -MinRuntime 60 -MaxRuntime 200 `
                -SortBy vote_count.desc -IncludeAdult -Region BR -Language pt-BR -First 1

            $sent = (Get-TmdbLog | Where-Object pathAndQuery -like '*discover/movie*')[-1].pathAndQuery
            foreach ($part in 'with_people=2', 'with_crew=3', 'with_cast=4', 'with_companies=7', 'with_keywords=5', 'without_keywords=6', 'without_genres=10752',
                'with_original_language=pt', 'with_origin_country=BR', 'vote_count.gte=10', 'vote_average.gte=5.5', 'vote_average.lte=9',
                'with_runtime.gte=60', 'with_runtime.lte=200', 'sort_by=vote_count.desc', 'include_adult=true', 'region=BR', 'language=pt-BR') {
                $sent | Should -Match "[?&]$([regex]::Escape($part))(&|$)"
            }
        }

        It 'gives 20 when nothing else is said' {
            Get-TmdbMovies -Summary | Should -HaveCount 20
        }

        It 'says of every genre that was piped how many titles it found' {
            $all = Get-TmdbGenre War, Crime | Get-TmdbMovies -All -Summary -InformationVariable said

            $said.MessageData.Found | Should -HaveCount 2
            ($said.MessageData.Found | Measure-Object -Sum).Sum | Should -BeGreaterOrEqual $all.Count
            $said.MessageData.Found | ForEach-Object { $_ | Should -BeLessThan $all.Count }
        }

        It 'gives all, each once, and says how many there were' {
            $all = Get-TmdbMovies -Genre War -All -Summary -InformationVariable said -Verbose 4>&1
            $verbose = $all | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
            $movies = $all | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }

            $movies.id | Sort-Object -Unique | Should -HaveCount $movies.Count
            $said.MessageData.Found | Should -Be $movies.Count
            "$verbose" | Should -Match "All titles: $($movies.Count) titles"
        }

        It 'ends with an error that lists the near ones when <What> is unknown' -ForEach @(
            @{ What = 'a genre'; With = @{ Genre = 'Krime' }; Near = 'Crime' }
            @{ What = 'a person'; With = @{ Cast = 'Fernanda Montenegra' }; Near = 'Fernanda Montenegro (1)' }
        ) {
            { Get-TmdbMovies @With } | Should -Throw "*Near ones:*$Near*" -ErrorId 'TmdbNameUnknown,DataLakeTools.Commands.GetTmdbMoviesCommand'
        }

        It 'leads from the name of a genre in another language to -Language' {
            $unknown = { Get-TmdbMovies -Genre Guerra } | Should -Throw "TMDB has no genre 'Guerra'*" -PassThru
            $unknown.ErrorDetails.RecommendedAction | Should -BeLike '*set -Language, for example to pt-BR.'
            (Get-TmdbMovies -Genre Guerra -Language pt-BR -First 1).genres.id | Should -Contain 10752
        }

        It 'names an endpoint that somebody gave and that is not there' {
            Get-TmdbMovies 1 -TmdbEndpoint http://127.0.0.1:1/3 -ErrorVariable unreachable -ErrorAction SilentlyContinue
            $unreachable.ErrorDetails.RecommendedAction | Should -BeLike 'Look at the endpoint http://127.0.0.1:1/3, which -TmdbEndpoint, Set-LakeDefault or TMDB_ENDPOINT gave*'
        }

        It 'refuses an endpoint of the environment that is none, without what is secret in it' {
            $standIn = $env:TMDB_ENDPOINT
            Set-TestEnvironment @{ TMDB_ENDPOINT = 'api.example/3?user:pa55word@' }
            try {
                $refused = { Get-TmdbMovies 1 } | Should -Throw -ErrorId 'InvalidOption,*' -PassThru
            } finally {
                Set-TestEnvironment @{ TMDB_ENDPOINT = $standIn }
            }

            "$refused $($refused.ErrorDetails.RecommendedAction)" | Should -BeLike '*TMDB_ENDPOINT*'
            "$refused $($refused.ErrorDetails.RecommendedAction) $($refused.TargetObject)" | Should -Not -BeLike '*pa55word*'
        }

        It 'refuses <What> before anything is sent' -ForEach @(
            @{ What = '-First with -All'; With = @{ First = 3; All = $true } }
            @{ What = '-Summary with -Append'; With = @{ Summary = $true; Append = 'credits' } }
            @{ What = 'an unknown order'; With = @{ SortBy = 'beauty.desc' } }
            @{ What = '21 parts'; With = @{ Append = 1..21 | ForEach-Object { "part$_" } } }
        ) {
            $before = Get-TmdbRequestCount

            { Get-TmdbMovies @With } | Should -Throw -ErrorId 'InvalidOption,DataLakeTools.Commands.GetTmdbMoviesCommand'

            Get-TmdbRequestCount | Should -Be $before
        }
    }

    Context 'what comes down the pipeline' {
        It 'takes a person for that person''s films, and never the id for a film''s' {
            $person = Get-TmdbPerson -Id 3

            $movies = $person | Get-TmdbMovies -Append credits

            $movies.Count | Should -BeGreaterThan 10
            foreach ($movie in $movies) {
                $movie.credits.cast.id | Should -Contain 3
            }

            ($person | Select-Object id, name | Get-TmdbMovies).id | Should -Be $movies.id
            ($person.ToJson() | ConvertFrom-Json | Get-TmdbMovies).id | Should -Be $movies.id
        }

        It 'combines a person with other traits' {
            $movies = Get-TmdbPerson -Id 3 | Get-TmdbMovies -SortBy vote_count.desc -MinVoteCount 100 -First 5 -Append credits

            $movies | Should -HaveCount 5
            $movies.vote_count | Should -Be ($movies.vote_count | Sort-Object -Descending)
            foreach ($movie in $movies) {
                $movie.credits.cast.id | Should -Contain 3
            }
        }

        It 'takes a collection for its films, and a genre for that genre' {
            $collection = Get-TmdbCollection -Id 1
            ($collection | Get-TmdbMovies -Summary).id | Should -Be $collection.parts.id
            (Get-TmdbMovies -Collection 'Collection 1' -Summary).id | Should -Be $collection.parts.id

            (Get-TmdbGenre War | Get-TmdbMovies -First 25 -Summary).id | Should -Be (Get-TmdbMovies -Genre War -First 25 -Summary).id
        }

        It 'refuses <What>' -ForEach @(
            @{ What = 'a series'; Get = { Get-TmdbSeries -Id 100003 } }
            @{ What = 'a genre of series'; Get = { Get-TmdbGenre Crime -Media Series } }
        ) {
            & $Get | Get-TmdbMovies -ErrorVariable refused -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

            $refused.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.GetTmdbMoviesCommand'
        }
    }

    Context 'records' {
        BeforeAll {
            $movie = Get-TmdbMovies 7 -Append keywords, credits
        }

        It 'has every field of the JSON by name, in the order of the source' {
            $json = $movie.ToJson() | ConvertFrom-Json

            $movie.psobject.Properties.Name | Should -Be $json.psobject.Properties.Name
            ($movie | ConvertTo-Json -Depth 9 -Compress) | Should -BeExactly ($json | ConvertTo-Json -Depth 9 -Compress)
            ($movie | Get-Member budget).MemberType | Should -Be NoteProperty
            ($movie | Select-Object *).budget | Should -Be 7000
            $movie.adult | Should -BeOfType bool
            $movie.runtime | Should -BeOfType long
            $movie.vote_average | Should -BeOfType double
            $movie.BUDGET | Should -Be 7000
        }

        It 'keeps the source''s bytes' {
            $sent = Get-TmdbBytes 'movie/7?append_to_response=keywords%2Ccredits'

            [Convert]::ToHexString($movie.GetBytes()) | Should -BeExactly ([Convert]::ToHexString($sent))
        }

        It 'cannot be changed' {
            { $movie.title = 'x' } | Should -Throw
        }

        It 'shows id, date, votes, popularity and title in a table' {
            $shown = $movie | Out-String -Width 100

            $shown | Should -Match 'Id\s+Date\s+Votes\s+Average\s+Popularity\s+Title'
            $shown | Should -Match ([regex]::Escape($movie.title))
        }

        It 'has its fields in another runspace, too' {
            $movie | ForEach-Object -Parallel { "$($_.id) $($_.keywords.keywords[0].name)" } | Should -Be '7 palavra 7'
        }

        It 'works in strict mode' {
            Set-StrictMode -Version Latest
            $movie.title | Should -Match '^Film'
            { $movie.no_such_field } | Should -Throw
        }
    }

    Context 'the way to TMDB' {
        It 'ends with one error when the token is refused' {
            $before = Get-TmdbRequestCount
            $wrong = ConvertTo-SecureString 'not.the.token' -AsPlainText

            { 1..50 | Get-TmdbMovies -Token $wrong -ThrottleLimit 1 } | Should -Throw -ErrorId 'TmdbUnauthorized,DataLakeTools.Commands.GetTmdbMoviesCommand'

            (Get-TmdbRequestCount) - $before | Should -BeLessOrEqual 2
        }

        It 'says before it asks when there is no token' {
            Set-TestEnvironment @{ TMDB_TOKEN = $null }
            try {
                $before = Get-TmdbRequestCount
                $refused = { Get-TmdbMovies 1 } | Should -Throw 'There is no TMDB token*' -ErrorId 'TmdbUnauthorized,*' -PassThru
                $refused.ErrorDetails.RecommendedAction | Should -BeLike '*TMDB_TOKEN*'
                Get-TmdbRequestCount | Should -Be $before
            }
            finally {
                Set-TestEnvironment @{ TMDB_TOKEN = 'stand-in.read.token' }
            }
        }

        It 'takes an API key, from TMDB_API_KEY or taken for a token' {
            Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = '0123456789abcdef0123456789abcdef' }
            try {
                (Get-TmdbMovies 1).id | Should -Be 1
                Set-TestEnvironment @{ TMDB_TOKEN = '0123456789abcdef0123456789abcdef'; TMDB_API_KEY = $null }
                (Get-TmdbMovies 1).id | Should -Be 1
            }
            finally {
                Set-TestEnvironment @{ TMDB_TOKEN = 'stand-in.read.token'; TMDB_API_KEY = $null }
            }
        }

        It 'sends a token that stands in TMDB_API_KEY as a token, and never in an address' {
            Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = 'stand-in.read.token' }
            try {
                (Get-TmdbMovies 1).id | Should -Be 1
            }
            finally {
                Set-TestEnvironment @{ TMDB_TOKEN = 'stand-in.read.token'; TMDB_API_KEY = $null }
            }

            (Get-TmdbLog)[-1].pathAndQuery | Should -BeExactly '/3/movie/1'
        }

        It 'tells of a pause with -Verbose and on the progress line' {
            Add-TmdbFault TooManyWithSeconds -Times 1
            $said = Get-TmdbMovies 1 -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }

            $said.Message | Should -Contain 'TMDB answered that there were too many requests (429): the next one goes out in 1 seconds.'
        }

        It 'gives a request up after 429 as <With.Keys> says' -ForEach @(@{ With = @{ MaximumRetryCount = 0 } }, @{ With = @{ RateLimitWaitSeconds = 0 } }) {
            $before = Get-TmdbRequestCount
            Add-TmdbFault TooManyWithSeconds -Where '/movie/5' -Times 1

            { Get-TmdbMovies 5 @With -ErrorAction Stop } | Should -Throw -ErrorId 'TmdbRateLimited,DataLakeTools.Commands.GetTmdbMoviesCommand'
            Get-TmdbRequestCount | Should -Be ($before + 1)
        }

        It 'refuses a default for AWS as the country' {
            $before = Get-TmdbRequestCount
            $PSDefaultParameterValues = @{ '*:Region' = 'us-east-1' }

            { Get-TmdbMovies -Year 2000 } | Should -Throw "*Region cannot be us-east-1*" -ErrorId 'InvalidOption,DataLakeTools.Commands.GetTmdbMoviesCommand'
            Get-TmdbRequestCount | Should -Be $before
        }

        It 'shows no token, whatever happens' {
            $token = ConvertTo-SecureString 'stand-in.read.token' -AsPlainText
            $said = Get-TmdbMovies 1, 6 -Token $token -Verbose -Debug -ErrorAction Continue *>&1 | Out-String -Width 500
            $said += Get-Error -Newest 1 | Out-String

            $said | Should -Not -Match 'stand-in\.read'
        }

        It 'bears faults: <Fault>' -ForEach @(
            @{ Fault = 'Reset' }, @{ Fault = 'Html502' }, @{ Fault = 'TruncatedJson' }, @{ Fault = 'UndeclaredGzip' }, @{ Fault = 'TooManyWithSeconds' }
        ) {
            Add-TmdbFault $Fault -Where '/movie/5' -Times 1

            (3, 5, 7 | Get-TmdbMovies).id | Should -Be 3, 5, 7
        }

        It 'asks nothing again with -CachePath while answers hold' {
            $cache = Join-Path (New-TestFolder) cache
            $first = Get-TmdbMovies 1, 2 -CachePath $cache
            $second = Get-TmdbMovies 1, 2 -CachePath $cache -Verbose 4>&1

            $second[0].ToJson() | Should -BeExactly $first[0].ToJson()
            "$($second[-1])" | Should -Match '2 from the cache'
        }

        It 'fetches only as far ahead as is taken' {
            $before = Get-TmdbRequestCount

            $first = 1..1200 | Get-TmdbMovies -ErrorAction SilentlyContinue | Select-Object -First 3

            $first.id | Should -Be 1, 2, 3
            (Get-TmdbRequestCount) - $before | Should -BeLessThan 400
        }

        It 'stops at once, and nothing is asked afterwards' {
            Set-TmdbOption latency=50
            try {
                $before = Get-TmdbRequestCount
                $pipeline = Start-Pipeline 'Get-TmdbMovies -All'
                Wait-Until -What 'titles are fetched' { (Get-TmdbRequestCount) -gt $before + 5 }

                $pipeline.Shell.Stop()

                $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
                $after = Get-TmdbRequestCount
                $null = Get-TmdbMovies 1
                Get-TmdbRequestCount | Should -BeLessOrEqual ($after + 21)
            }
            finally {
                Set-TmdbOption latency=0
            }
        }

        It 'shares one rate over all runspaces' {
            Set-TmdbOption requestsPerSecond=40
            try {
                $module = Get-BuiltModule
                $ids = 1..4 | ForEach-Object -Parallel {
                    Import-Module $using:module
                    $runspace = $_
                    (1..20 | ForEach-Object { 6 * $_ + $runspace } | Get-TmdbMovies -RequestsPerSecond 40).id
                }

                $ids | Sort-Object -Unique | Should -HaveCount 80
                Get-TmdbLog | Select-Object -Last 80 | Where-Object status -eq 429 | Should -BeNullOrEmpty
            }
            finally {
                Set-TmdbOption requestsPerSecond=0
            }
        }
    }
}

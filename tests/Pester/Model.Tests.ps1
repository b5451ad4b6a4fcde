# The tables of module/model, made of a lake so small that every figure here is worked out by hand.
BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Clear-AwsSetting

    function Invoke-Sql([string] $sql) { Invoke-LakeQuery $sql -Lake $lake }
    function Join-Row($rows) { $rows | ForEach-Object { $_.PSObject.Properties.ForEach({ $null -eq $_.Value ? '-' : [string]::Format([cultureinfo]::InvariantCulture, '{0}', $_.Value) }) -join ' ' } }

    $lake = New-TestFolder
    $folder = New-TestFolder

    # tt1: a line twice, and one that gives another rating. Ana has two lists of best-known titles, Bea has nothing but a name.
    $movies = 'id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
        'tt1|Alpha|Alfa|1942|90|War,Sci-Fi|7.0|100|actor|Hero|Ana|1900|\N|actor,director|tt1,tt2,tt3,tt4',
        'tt1|Alpha|Alfa|1942|90|War,Sci-Fi|7.0|100|actor|Hero|Ana|1900|\N|actor,director|tt1,tt2,tt3,tt4',
        'tt1|Alpha|Alfa|1942|90|War,Sci-Fi|7.5|100|actress|\N|Bea|\N|\N||\N',
        'tt2|Beta|Beta|\N|\N|\N|\N|\N|self|\N|Ana|1900|\N|actor,director|tt1,tt2,tt3,tt4',
        'tt3|Gamma|Gama|1955|80|Ficção científica|6.0|10|actor|A, B|Ana|1900|1980|actor|tt3'
    # tt1 is a series, too; as IMDb has it, that cannot be, and nothing is lost where it is.
    $series = 'id|tituloPincipal|tituloOriginal|anoLancamento|anoTermino|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
        'tt1|Alpha again|Alpha again|1960|1961|50|Drama|8.0|50|actor|X|Ana|1900|\N|actor,director|tt1,tt2,tt3,tt4',
        'tt9|Delta|Delta|2000|\N|\N|Comedy|5.0|5|actor|\N|Caio|1970|\N|writer|\N'
    [IO.File]::WriteAllText("$folder/movies.csv", ($movies -join "`r`n") + "`r`n")
    [IO.File]::WriteAllText("$folder/series.csv", ($series -join "`r`n") + "`r`n")
    $null = Send-RawCsv "$folder/movies.csv" $lake -Specification Movies -Date 2022-05-02
    $null = Send-RawCsv "$folder/series.csv" $lake -Specification Series -Date 2022-05-02

    # 10 and 11 both name tt1; 12 comes from a list, knows no IMDb id and has its own cast.
    $null = @(
        '{"id":10,"imdb_id":"tt1","title":"Alpha","original_title":"Alfa","video":false,"release_date":"1942-06-01","status":"Released","runtime":91,"budget":100,"revenue":250,"popularity":2.5,"vote_average":6.5,"vote_count":4,"original_language":"pt","belongs_to_collection":{"id":7,"name":"Saga"},"genres":[{"id":10752,"name":"Guerra"},{"id":18,"name":"Drama"}],"keywords":{"keywords":[{"id":1,"name":"World War II"},{"id":2,"name":"vietnam war"},{"id":3,"name":"heist"}]},"production_companies":[{"id":1,"name":"One","origin_country":"US"},{"id":2,"name":"Two","origin_country":""}],"production_countries":[{"iso_3166_1":"US","name":"United States of America"},{"iso_3166_1":"BR","name":"Brazil"}],"external_ids":{"imdb_id":"tt1","facebook_id":"alpha"},"credits":{"cast":[{"id":70,"name":"Ana","character":"Hero"}],"crew":[]}}'
        '{"id":11,"imdb_id":"tt1","title":"Alpha, too","original_title":"Alfa","video":false,"release_date":"1943-01-01","status":"Released","runtime":0,"budget":30,"revenue":0,"popularity":1.5,"vote_average":0,"vote_count":0,"genres":[],"production_companies":[{"id":1,"name":"One","origin_country":"US"}],"production_countries":[],"external_ids":{"imdb_id":"tt1","facebook_id":"","instagram_id":null}}'
        '{"id":12,"title":"Epsilon","original_title":"Epsilon","video":false,"release_date":"","budget":0,"revenue":5000000000,"genre_ids":[80,80],"credits":{"cast":[{"id":7,"name":"Dora","character":"A"},{"id":7,"name":"Dora","character":"B"},{"id":7,"name":"Dora","character":"B"}],"crew":[{"id":8,"name":"Eva","department":"Directing","job":"Director"}]}}'
    ) | Write-RawJsonBatch -Lake $lake -Specification Movies/Crime -Date 2022-05-02
    $null = @(
        '{"id":20,"name":"Alpha again","original_name":"Alpha again","first_air_date":"1960-01-02","last_air_date":"1961-01-02","status":"Ended","number_of_seasons":2,"number_of_episodes":20,"genres":[],"networks":[{"id":3,"name":"Net","origin_country":"GB"}],"external_ids":{"imdb_id":"tt1"}}'
        '{"id":21,"name":"Zeta","original_name":"Zeta","first_air_date":"2000-02-29","last_air_date":"2003-01-02","status":"Ended","genres":[{"id":10765,"name":"Sci-Fi & Fantasy"}],"networks":[]}'
    ) | Write-RawJsonBatch -Lake $lake -Specification Series/Crime -Date 2022-05-02

    $null = Update-LakeTable -Lake $lake -Date 2022-05-02
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'The model' {
    It 'gives each film, series and title of TMDB one row' {
        Join-Row (Invoke-Sql 'SELECT title_id, kind, imdb_id, tmdb_kind, tmdb_id FROM fact_title ORDER BY title_id') | Should -BeExactly @(
            'tmdb-tv:21 series - tv 21'
            'tmdb:11 movie tt1 movie 11'
            'tmdb:12 movie - movie 12'
            'tt1 movie tt1 movie 10'
            'tt1:series series tt1 tv 20'
            'tt2 movie tt2 - -'
            'tt3 movie tt3 - -'
            'tt9 series tt9 - -'
        )
    }

    It 'takes the first row of a title, and counts the rows that it drops and the columns on which rows differ' {
        Join-Row (Invoke-Sql 'SELECT title_id, imdb_rating, csv_rows, duplicate_rows, conflicting_columns FROM fact_title WHERE csv_rows > 0 ORDER BY title_id') | Should -BeExactly @(
            'tt1 7.0 3 1 1', 'tt1:series 8.0 1 0 0', 'tt2 - 1 0 0', 'tt3 6.0 1 0 0', 'tt9 5.0 1 0 0'
        )
    }

    It 'leaves missing what is missing, and keeps what is beyond 32 bits' {
        Join-Row (Invoke-Sql "SELECT title_id, release_year, decade, end_year, runtime_minutes, budget, revenue, profit, tmdb_rating, collection_id, has_social_ids FROM fact_title ORDER BY title_id") | Should -BeExactly @(
            'tmdb-tv:21 2000 2000 2003 - - - - - - -'
            'tmdb:11 1943 1940 - - 30 - - - - False'
            'tmdb:12 - - - - - 5000000000 - - - -'
            'tt1 1942 1940 - 90 100 250 150 6.5 7 True'
            'tt1:series 1960 1960 1961 50 - - - - - False'
            'tt2 - - - - - - - - - -'
            'tt3 1955 1950 - 80 - - - - - -'
            'tt9 2000 2000 - - - - - - - -'
        )
    }

    It 'gives each credit once, and those of TMDB to titles that no CSV has' {
        Join-Row (Invoke-Sql 'SELECT c.title_id, a.artist_name, c.role, c.character_name, c.raw_rows FROM fact_credit AS c JOIN dim_artist AS a ON a.artist_id = c.artist_id ORDER BY c.title_id, a.artist_name, c.character_name') | Should -BeExactly @(
            'tmdb:12 Dora cast A 1'
            'tmdb:12 Dora cast B 2'
            'tmdb:12 Eva director - 1'
            'tt1 Ana actor Hero 2'
            'tt1 Bea actress - 1'
            'tt1:series Ana actor X 1'
            'tt2 Ana self - 1'
            'tt3 Ana actor A, B 1'
            'tt9 Caio actor - 1'
        )
    }

    It 'knows an artist of a CSV by name, year of birth and titles, and says where there is a name alone' {
        Join-Row (Invoke-Sql 'SELECT artist_name, birth_year, death_year, known_title_count, name_only FROM dim_artist ORDER BY artist_name, known_title_count') | Should -BeExactly @(
            'Ana 1900 1980 1 False', 'Ana 1900 - 4 False', 'Bea - - - True', 'Caio 1970 - - False', 'Dora - - - False', 'Eva - - - False'
        )
        $hash = [Convert]::ToHexString([Security.Cryptography.MD5]::HashData([Text.Encoding]::UTF8.GetBytes('Ana|1900|tt1,tt2,tt3,tt4')))
        (Invoke-Sql 'SELECT artist_id FROM dim_artist WHERE known_title_count = 4').artist_id | Should -Be ([Convert]::ToInt64($hash.Substring(0, 15), 16))
    }

    It 'gives the professions of artists with more than three known titles' {
        Join-Row (Invoke-Sql 'SELECT p.profession, count(*) FROM bridge_artist_profession AS p JOIN dim_artist AS a ON a.artist_id = p.artist_id WHERE a.known_title_count > 3 GROUP BY p.profession ORDER BY p.profession') |
            Should -BeExactly 'actor 1', 'director 1'
    }

    It 'calls a genre by one name, whichever source and language it comes from' {
        Join-Row (Invoke-Sql 'SELECT b.title_id, b.genre, d.genre_pt, b.in_imdb, b.in_tmdb, round(b.weight, 4) FROM bridge_title_genre AS b JOIN dim_genre AS d ON d.genre = b.genre ORDER BY b.title_id, b.genre') | Should -BeExactly @(
            'tmdb-tv:21 Fantasy Fantasia False True 0.5'
            'tmdb-tv:21 Science Fiction Ficção científica False True 0.5'
            'tmdb:12 Crime Crime False True 1'
            'tt1 Drama Drama False True 0.3333'
            'tt1 Science Fiction Ficção científica True False 0.3333'
            'tt1 War Guerra True True 0.3333'
            'tt1:series Drama Drama True False 1'
            'tt3 Science Fiction Ficção científica True False 1'
            'tt9 Comedy Comédia True False 1'
        )
    }

    It 'shares a budget among companies, and names their countries' {
        Join-Row (Invoke-Sql 'SELECT c.company, c.origin_country, sum(t.budget * b.weight) FROM bridge_title_company AS b JOIN dim_company AS c ON c.company_id = b.company_id JOIN fact_title AS t ON t.title_id = b.title_id GROUP BY c.company, c.origin_country ORDER BY c.company') |
            Should -BeExactly 'One US 80', 'Two - 50'
        Join-Row (Invoke-Sql 'SELECT c.country, b.title_id, b.weight FROM bridge_title_country AS b JOIN dim_country AS c ON c.country_code = b.country_code ORDER BY c.country') |
            Should -BeExactly 'Brazil tt1 0.5', 'United States of America tt1 0.5'
    }

    It 'knows the wars by the keywords of the seed' {
        Join-Row (Invoke-Sql 'SELECT b.title_id, w.war_pt, w.first_year, w.last_year, b.weight FROM bridge_title_war AS b JOIN dim_war AS w ON w.war = b.war ORDER BY w.first_year') |
            Should -BeExactly 'tt1 Segunda Guerra Mundial 1939 1945 0.5', 'tt1 Guerra do Vietnã 1955 1975 0.5'
    }

    It 'has the keywords, networks and collections that records name' {
        Join-Row (Invoke-Sql 'SELECT keyword_id, keyword FROM dim_keyword ORDER BY keyword_id') | Should -BeExactly '1 World War II', '2 vietnam war', '3 heist'
        Join-Row (Invoke-Sql 'SELECT b.title_id, n.network, n.origin_country FROM bridge_title_network AS b JOIN dim_network AS n ON n.network_id = b.network_id') | Should -BeExactly 'tt1:series Net GB'
        Join-Row (Invoke-Sql 'SELECT collection_id, collection, parts FROM dim_collection') | Should -BeExactly '7 Saga -'
    }

    It 'has every day from the first release to the last' {
        $days = ([datetime] '2000-12-31' - [datetime] '1942-01-01').Days + 1
        Join-Row (Invoke-Sql 'SELECT count(*), count(DISTINCT date), min(date), max(date) FROM dim_date') | Should -Match "^$days $days 0?1/0?1/1942.* 12/31/2000"
        Join-Row (Invoke-Sql "SELECT year, quarter, month, day, weekday, decade FROM dim_date WHERE date = DATE '2000-02-29'") | Should -BeExactly '2000 1 2 29 2 2000'
    }

    It 'passes its own tests' {
        Test-LakeTable -Lake $lake | Should -BeNullOrEmpty
    }

    It 'traces a row of <table> to <count> rows of raw data' -ForEach @(
        @{ Table = 'fact_title'; Key = 'tt1'; Count = 4 }
        @{ Table = 'fact_title'; Key = 'tt1:series'; Count = 2 }
        @{ Table = 'fact_title'; Key = 'tmdb:11'; Count = 1 }
        @{ Table = 'fact_credit'; Key = 'tt1'; Count = 3 }
        @{ Table = 'dim_artist'; Key = '-7'; Count = 1 }
        @{ Table = 'dim_company'; Key = '1'; Count = 2 }
        @{ Table = 'dim_war'; Key = 'World War II'; Count = 1 }
        @{ Table = 'dim_date'; Key = '1942-06-01'; Count = 1 }
    ) {
        Trace-LakeRow $Table -Key $Key -Lake $lake | Should -HaveCount $Count
    }
}

Describe 'The model, of odd data' {
    BeforeAll {
        $odd = New-TestFolder
        $movies = 'id|tituloPrincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
            'tt1|Alpha|Alfa|1942|90||7.0|100|actor|Hero|Ana|1900|\N|actor|tt1',
            'tt2|Beta|Beta|1943|90| , |7.0|100|actor|Hero|Ana|1900|\N|actor|tt1',
            'tt3|Gamma|Gama|1944|90|,War,|7.0|100|actor|Hero|Ana|1900|\N|actor|tt1'
        [IO.File]::WriteAllText("$folder/movies.csv", ($movies -join "`r`n") + "`r`n")
        $null = Send-RawCsv "$folder/movies.csv" $odd -Specification Movies -Date 2022-05-02
        $null = '{"id":1,"name":"Zoe","birthday":"0000-05-05","deathday":"1999-01-01","known_for_department":"Acting"}' |
            Write-RawJsonBatch -Lake $odd -Specification People -Date 2022-05-02
        $null = @(
            '{"id":10,"imdb_id":"tt1","title":"Alpha","original_title":"Alfa","video":false,"status":"Released","budget":9223372036854775807}'
            '{"id":11,"imdb_id":"","external_ids":{"imdb_id":"tt2"},"title":"Beta","original_title":"Beta","video":false,"status":"Released","budget":9223372036854775807}'
        ) | Write-RawJsonBatch -Lake $odd -Specification Movies/Crime -Date 2022-05-02

        # The same films as a list has them. The names of files are random.
        foreach ($copy in 1..3) {
            $null = '{"id":10,"title":"Alpha","original_title":"Alfa","video":false,"genre_ids":[80]}', '{"id":11,"title":"Beta","original_title":"Beta","video":false,"genre_ids":[80]}' |
                Write-RawJsonBatch -Lake $odd -Specification "Movies/List$copy" -Date 2022-05-02
        }

        $null = Update-LakeTable -Lake $odd -Date 2022-05-02
        function Invoke-Odd([string] $sql) { Join-Row (Invoke-LakeQuery $sql -Lake $odd) }
    }

    It 'has no genre of titles whose list is empty' {
        Invoke-Odd 'SELECT title_id, genre FROM bridge_title_genre WHERE in_imdb' | Should -BeExactly 'tt3 War'
    }

    It 'has no year of a birthday in the year 0' {
        Invoke-Odd 'SELECT artist_name, birth_year, death_year FROM dim_artist WHERE tmdb_person_id = 1' | Should -BeExactly 'Zoe - 1999'
    }

    It 'has budgets whose sum has more than 64 bits' {
        Invoke-Odd 'SELECT title_id, tmdb_id, budget FROM fact_title WHERE budget IS NOT NULL ORDER BY title_id' | Should -BeExactly @(
            'tt1 10 9223372036854775807'
            'tt2 11 9223372036854775807'
        )
    }

    It 'passes its own tests' {
        Test-LakeTable -Lake $odd | Should -BeNullOrEmpty
    }

    It 'has the day of raw data, in the culture <_>' -ForEach 'th-TH', 'fa-IR', 'ar-SA' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $built = New-TestFolder
            $null = Send-RawCsv "$folder/movies.csv" $built -Specification Movies -Date ([DateOnly]::new(2022, 5, 2))
            $null = Update-LakeTable -Lake $built -Date ([DateOnly]::new(2022, 5, 2))
            $day = Invoke-LakeQuery 'SELECT raw_day FROM movies LIMIT 1' -Lake $built
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }

        $day.raw_day | Should -Be ([DateOnly]::new(2022, 5, 2))
    }

    It 'is the same in a folder that looks like a partition or a pattern: <_>' -ForEach 'release_year=1900', 'kind=x/[a]' {
        $place = Join-Path (New-TestFolder) $_
        $null = [IO.Directory]::CreateDirectory($place)
        $null = Send-RawCsv "$folder/movies.csv" $place -Specification Movies/status=x -Date 2022-05-02
        $null = Update-LakeTable -Lake $place -Date 2022-05-02
        Join-Row (Invoke-LakeQuery 'SELECT min(release_year), max(release_year), min(kind) FROM fact_title' -Lake $place) | Should -BeExactly '1942 1944 movie'
        Test-LakeTable -Lake $place | Should -BeNullOrEmpty
        (Trace-LakeRow fact_title tt1 -Lake $place).Line | Should -Be 2
    }

    It 'has tables and columns with the names of words of SQL' {
        $words = New-TestFolder
        [IO.File]::WriteAllText("$folder/orders.csv", "order,from,group`n1,a,b`n2,c,d`n")
        $null = Send-RawCsv "$folder/orders.csv" $words -Specification Order -Date 2022-05-02
        $model = New-TestFolder
        $null = New-Item "$model/refined" -ItemType Directory
        [IO.File]::WriteAllText("$model/refined/select.json", '{"table":"select","key":["order","from"],"columns":[{"name":"order","type":"bigint","required":true,"min":1,"max":2},{"name":"from","type":"varchar"}],"references":[{"columns":["order"],"table":"table"}],"trace":"SELECT raw_key, raw_row FROM \"order\" WHERE \"order\" = :key"}')
        [IO.File]::WriteAllText("$model/refined/select.sql", 'SELECT 1 AS "order", ''a'' AS "from"')
        [IO.File]::WriteAllText("$model/refined/table.json", '{"table":"table","key":["order"],"columns":[{"name":"order","type":"bigint","required":true}],"trace":"SELECT raw_key, raw_row FROM \"order\" WHERE \"order\" = :key"}')
        [IO.File]::WriteAllText("$model/refined/table.sql", 'SELECT 1 AS "order"')
        $null = Update-LakeTable -Lake $words -Date 2022-05-02 -Model $model
        Test-LakeTable -Lake $words -Model $model | Should -BeNullOrEmpty
        (Trace-LakeRow order 2 -Lake $words).Text | Should -BeExactly '2,c,d'
    }
}

Describe 'A function of Trino' {
    # What Trino's documentation says of each.
    It 'gives <expected> for <sql>' -ForEach @(
        @{ Sql = "concat('a', CAST(NULL AS varchar))"; Expected = '-' }
        @{ Sql = "split_part('a:b', ':', 2)"; Expected = 'b' }
        @{ Sql = "split_part('a:b', ':', 3)"; Expected = '-' }
        @{ Sql = "strpos('abc', 'c')"; Expected = '3' }
        @{ Sql = "regexp_like('1a 2b 14m', '\d+b')"; Expected = 'True' }
        @{ Sql = "regexp_replace('1a 2b 14m', '\d+[ab] ')"; Expected = '14m' }
        @{ Sql = "regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c`$2 ')"; Expected = '3ca 3cb 14m' }
        @{ Sql = "regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2)"; Expected = 'a' }
        @{ Sql = "regexp_extract('1a', 'x')"; Expected = '-' }
        @{ Sql = "to_hex(md5(to_utf8('a')))"; Expected = '0CC175B9C0F1B6A831C399E269772661' }
        @{ Sql = "from_base('ff', 16)"; Expected = '255' }
        @{ Sql = 'greatest(1, 2, 3)'; Expected = '3' }
        @{ Sql = 'greatest(1, NULL)'; Expected = '-' }
        @{ Sql = 'least(3, 2, NULL)'; Expected = '-' }
        @{ Sql = "cardinality(split('a,b', ','))"; Expected = '2' }
        @{ Sql = "element_at(split('a,b', ','), 3)"; Expected = '-' }
        @{ Sql = "element_at(split('a,b', ','), -1)"; Expected = 'b' }
        @{ Sql = "array_join(array_distinct(split('b,a,b', ',')), '+')"; Expected = 'b+a' }
        @{ Sql = "array_join(array_remove(split('b,a,b', ','), 'b'), '+')"; Expected = 'a' }
        @{ Sql = "array_position(split('a,b', ','), 'x')"; Expected = '0' }
        @{ Sql = "array_join(slice(split('a,b,c,d', ','), 2, 2), '')"; Expected = 'bc' }
        @{ Sql = "contains(split('a,b', ','), 'b')"; Expected = 'True' }
        @{ Sql = "contains(ARRAY['a', NULL], 'b')"; Expected = '-' }
        @{ Sql = '7 / 2'; Expected = '3' }
        @{ Sql = 'cardinality(sequence(3, 1))'; Expected = '3' }
        @{ Sql = "json_extract_scalar('{`"a`": {`"b`": 1}}', '`$.a.b')"; Expected = '1' }
        @{ Sql = "json_extract_scalar('{`"a`": {`"b`": 1}}', '`$.a')"; Expected = '-' }
        @{ Sql = "day_of_week(DATE '2024-01-07')"; Expected = '7' }
        @{ Sql = "date_format(TIMESTAMP '2022-05-02 15:04:06.123', '%Y-%m-%d %H:%i:%s %M %W %e %c %k %l %h %p %v %x %j %%M')"; Expected = '2022-05-02 15:04:06 May Monday 2 5 15 3 03 PM 18 2022 122 %M' }
        @{ Sql = "date_format(TIMESTAMP '2022-05-02 15:04:06', '%T|%r')"; Expected = '15:04:06|03:04:06 PM' }
        @{ Sql = 'width_bucket(5.3, 0.0, 10.0, 5)'; Expected = '3' }
        @{ Sql = 'truncate(-1.7)'; Expected = '-1' }
    ) {
        Join-Row (Invoke-Sql "SELECT $Sql AS x") | Should -BeExactly $Expected
    }
}

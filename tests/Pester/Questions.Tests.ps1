# The questions that ship, asked of a lake so small that every figure here is worked out by hand.
BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Clear-AwsSetting

    function Join-Row($rows) { @($rows | ForEach-Object { $_.PSObject.Properties.ForEach({ $null -eq $_.Value ? '-' : [string]::Format([cultureinfo]::InvariantCulture, '{0}', $_.Value) }) -join ' | ' }) }
    function Get-Answer([string] $question) { Join-Row (Invoke-LakeQuery -Question $question -Lake $lake) }

    $lake = New-TestFolder
    $folder = New-TestFolder

    # Ana, Caio and Dora have four known titles, Bruno has three.
    $movies = 'id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
        'tt1|Alpha|Alpha|1942|90|Crime,War|8.0|1000|actor|A|Ana|1900|\N|actor,director|tt1,tt2,tt3,tt4',
        'tt1|Alpha|Alpha|1942|90|Crime,War|8.0|1000|actor|B|Bruno|1910|\N|actor|tt1,tt2,tt3',
        'tt2|Beta|Beta|1943|90|Crime|6.0|100|actor|C|Caio|1920|\N|writer|tt1,tt2,tt3,tt4',
        'tt3|Gamma|Gamma|1951|90|War|9.0|10000|actor|D|Ana|1900|\N|actor,director|tt1,tt2,tt3,tt4',
        'tt4|Delta|Delta|1949|90|Drama|5.0|10|actress|E|Dora|1930|\N|actor,writer|tt1,tt2,tt3,tt4'
    $series = 'id|tituloPincipal|tituloOriginal|anoLancamento|anoTermino|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
        'tt9|Zeta|Zeta|2000|\N|50|Comedy|7.0|1000|actor|X|Bruno|1910|\N|actor|tt1,tt2,tt3'
    [IO.File]::WriteAllText("$folder/movies.csv", ($movies -join "`r`n") + "`r`n")
    [IO.File]::WriteAllText("$folder/series.csv", ($series -join "`r`n") + "`r`n")
    $null = Send-RawCsv "$folder/movies.csv", "$folder/series.csv" $lake -Date 2022-05-02

    $one, $two = '{"id":1,"name":"One","origin_country":"US"}', '{"id":2,"name":"Two","origin_country":"US"}'
    $crime, $war, $drama = '{"id":80,"name":"Crime"}', '{"id":10752,"name":"War"}', '{"id":18,"name":"Drama"}'
    $second, $first, $heist = '{"id":1956,"name":"world war ii"}', '{"id":2504,"name":"world war i"}', '{"id":10051,"name":"heist"}'
    $saga, $other = '{"id":100,"name":"Alpha Collection"}', '{"id":200,"name":"Gamma Saga"}'
    $us, $br, $gb = '{"iso_3166_1":"US","name":"United States of America"}', '{"iso_3166_1":"BR","name":"Brazil"}', '{"iso_3166_1":"GB","name":"United Kingdom"}'
    function New-Film($id, $imdb, $title, $day, $budget, $revenue, $popularity, $rating, $votes, $collection, $genres, $companies, $countries, $keywords, $account) {
        '{{"id":{0},"imdb_id":{1},"title":"{2}","original_title":"{2}","video":false,"release_date":"{3}","budget":{4},"revenue":{5},"popularity":{6},"vote_average":{7},"vote_count":{8},"belongs_to_collection":{9},"genres":[{10}],"production_companies":[{11}],"production_countries":[{12}],"keywords":{{"keywords":[{13}]}},"external_ids":{{"facebook_id":{14}}}}}' -f
            $id, $imdb, $title, $day, $budget, $revenue, $popularity, $rating, $votes, $collection, $genres, $companies, $countries, $keywords, $account
    }
    $null = @(
        New-Film 1 '"tt1"' Alpha 1942-01-01 100000 300000 8 7 200 $saga "$crime,$war" "$one,$two" "$us,$br" "$second,$heist" '"alpha"'
        New-Film 2 '"tt2"' Beta 1943-01-01 200000 100000 2 6 150 $saga $crime $one $us $heist 'null'
        New-Film 3 '"tt3"' Gamma 1951-01-01 400000 400000 4 8 300 $other $war $one $gb $second '"gamma"'
        New-Film 4 '"tt4"' Delta 1949-01-01 0 0 1 5 50 'null' $drama $two $us $first 'null'
        # In no CSV, and without a company.
        New-Film 5 'null' Epsilon 1945-05-05 800000 0 16 9 100 'null' $crime '' '' $second '"epsilon"'
    ) | Write-RawJsonBatch -Lake $lake -Specification Movies -Date 2022-05-02
    $null = Update-LakeTable -Lake $lake -Date 2022-05-02
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'The question <Name>' -ForEach @(
    @{ Name = 'film-profit'; Rows = 'tt3 | Gamma | 1951 | 400000 | 400000 | 1', 'tt1 | Alpha | 1942 | 100000 | 300000 | 3', 'tt2 | Beta | 1943 | 200000 | 100000 | 0.5' }
    # Alpha's budget is shared by its two studios.
    @{ Name = 'studio-budgets'; Rows = 'One | 650000 | 3', 'Two | 50000 | 1' }
    @{ Name = 'few-expensive-films'; Rows = @('One | 3 | 200000') }
    @{ Name = 'budgets-by-decade'; Rows = @('1940 | 3 | 100000 | 200000 | 800000') }
    # By popularity: Delta, Beta, Gamma, Alpha, Epsilon; four times the place from 0, by five, is 0, 0, 1, 2, 3.
    @{ Name = 'social-accounts'; Rows = '1940 | 1 | 2 | 0 | 0', '1940 | 3 | 1 | 1 | 100', '1940 | 4 | 1 | 1 | 100', '1950 | 2 | 1 | 1 | 100' }
    # Three classes to a tenfold: 1 and 2 are in the first, 4 in the second, 8 in the third, 16 in the fourth.
    @{ Name = 'accounts-compared'; Rows = 'False | 1.5 | 2 | 5.5', 'True | 4 | 1 | 8', 'True | 8 | 1 | 7', 'True | 16 | 1 | 9' }
    @{ Name = 'franchises'; Rows = 'Crime | Crime | 1 | Alpha Collection | 2 | 5 | 6.5 | 400000', 'War | Guerra | 1 | Alpha Collection | 1 | 8 | 7 | 300000', 'War | Guerra | 2 | Gamma Saga | 1 | 4 | 8 | 400000' }
    @{ Name = 'wars-by-decade'; Rows = 'World War I | Primeira Guerra Mundial | 1914 | 1940 | 1', 'World War II | Segunda Guerra Mundial | 1939 | 1940 | 2', 'World War II | Segunda Guerra Mundial | 1939 | 1950 | 1' }
    @{ Name = 'best-of-most-filmed-war'; Rows = 'World War II | Segunda Guerra Mundial | tt3 | Gamma | 1951 | 9 | 10000 | IMDb', 'World War II | Segunda Guerra Mundial | tmdb:5 | Epsilon | 1945 | 9 | 100 | TMDB', 'World War II | Segunda Guerra Mundial | tt1 | Alpha | 1942 | 8 | 1000 | IMDb' }
    @{ Name = 'crime-in-war-years'; Rows = '1942 | 1 | 8 | World War II | Segunda Guerra Mundial | 1939 | 1945', '1943 | 1 | 6 | World War II | Segunda Guerra Mundial | 1939 | 1945', '1945 | 1 | - | World War II | Segunda Guerra Mundial | 1939 | 1945' }
    @{ Name = 'crime-keywords'; Rows = 'heist | 2 | 66.7', 'world war ii | 2 | 66.7' }
    # Delta alone is of another genre in that decade.
    @{ Name = 'crime-popularity'; Rows = @('1940 | 3 | 2 | 8 | 16 | 1') }
    # (8 x 1000 + 6 x 100) / 1100; Drama has ten votes.
    @{ Name = 'ratings-by-genre'; Rows = 'Comedy | Comédia | 2000 | 7 | 1 | 1000 | 7', 'Crime | Crime | 1940 | 7.82 | 2 | 1100 | 7.82', 'War | Guerra | 1940 | 8 | 1 | 1000 | 8.91', 'War | Guerra | 1950 | 9 | 1 | 10000 | 8.91' }
    # Log votes 1, 2, 3, 3, 4 and ratings 5, 6, 7, 8, 9: 7 / sqrt(5.2 x 10). Ranks 1, 2, 3.5, 3.5, 5 and 1 to 5: 9.5 / sqrt(9.5 x 10).
    @{ Name = 'votes-and-ratings'; Rows = '3 | 10 | 10 | 5 | 1 | 5 | 0.971 | 0.975', '6 | 100 | 100 | 6 | 1 | 6 | 0.971 | 0.975', '9 | 1000 | 1000 | 7 | 1 | 7.5 | 0.971 | 0.975', '9 | 1000 | 1000 | 8 | 1 | 7.5 | 0.971 | 0.975', '12 | 10000 | 10000 | 9 | 1 | 9 | 0.971 | 0.975' }
    @{ Name = 'professions'; Rows = 'actor | 2 | 66.7', 'writer | 2 | 66.7', 'director | 1 | 33.3' }
    @{ Name = 'countries-of-the-best'; Rows = 'GB | United Kingdom | 1 | 50', 'BR | Brazil | 0.5 | 25', 'US | United States of America | 0.5 | 25' }
) {
    It 'is answered as by hand' {
        Get-Answer $Name | Should -BeExactly $Rows
    }

    It 'has a column of its words for each column of its answer' {
        $words = Get-Content "$PSScriptRoot/../../module/model/questions/$Name.json" -Raw | ConvertFrom-Json -AsHashtable
        $row = Invoke-LakeQuery -Question $Name -Lake $lake | Select-Object -First 1

        $words.columns.Keys | Should -BeExactly $row.PSObject.Properties.Name
        foreach ($text in $words.title, $words.read, $words.cannot, $words.columns.Values.title | ForEach-Object { $_ }) {
            $text.en | Should -Not -BeNullOrEmpty
            $text.'pt-BR' | Should -Not -BeNullOrEmpty
        }
    }

    It 'needs columns that the model has, and says what to fetch' {
        $question = Get-LakeQuestion $Name -Lake $lake
        $question.HasData | Should -BeTrue
        $question.Fetch | Should -Match '^(Get-Tmdb|Send-RawCsv|Import-RawCsv)'
        foreach ($need in $question.Needs) {
            $table, $column = $need -split '\.'
            (Get-LakeTable $table -Lake $lake).Columns.Name | Should -Contain $column
        }

        $null = [scriptblock]::Create($question.Fetch)
    }
}

Describe 'The questions that ship' {
    It 'are all asked here' {
        $asked = [regex]::Matches((Get-Content $PSCommandPath -Raw), "@\{ Name = '([\w-]+)'").ForEach{ $_.Groups[1].Value }
        (Get-LakeQuestion -Lake $lake).Name | Should -BeExactly $asked
    }
}

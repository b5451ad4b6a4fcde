# The examples of the help, and the place where they run as written: a folder with a few files, and the stand-ins.

Set-StrictMode -Version Latest

$script:Folder = '/data/films'

function Get-HelpPage {
    # The Markdown pages of a language.
    param([string] $Culture = 'en-US')

    Get-ChildItem "$PSScriptRoot/../../module/docs/$Culture" -Filter *-*.md | Where-Object Name -notlike about_*
}

function Get-HelpExample {
    # The examples of all pages: command, title, what the user types, what the help says is shown then.
    foreach ($page in Get-HelpPage) {
        $text = (Get-Content -LiteralPath $page -Raw) -replace '\r'
        $examples = [regex]::Match($text, '(?ms)^## EXAMPLES\n(.*?)(?=^## )').Groups[1].Value
        foreach ($part in $examples -split '(?m)^### ' | Select-Object -Skip 1) {
            [pscustomobject] @{
                Command = $page.BaseName
                Title   = ($part -split "`n")[0]
                Code    = ([regex]::Matches($part, '(?ms)^```powershell\n(.*?)^```').ForEach{ $_.Groups[1].Value }) -join "`n"
                Output  = ([regex]::Matches($part, '(?ms)^```output\n(.*?)^```').ForEach{ $_.Groups[1].Value }) -join "`n"
            }
        }
    }
}

function Get-MarkdownExample {
    # The PowerShell of a Markdown page, each with the heading that it stands under and what the page says is shown then.
    param([Parameter(Mandatory)] [string] $Path)

    $text = (Get-Content -LiteralPath $Path -Raw) -replace '\r'
    $title = ''
    foreach ($match in [regex]::Matches($text, '(?ms)^#+ (?<Title>[^\n]+)$|^```powershell\n(?<Code>.*?)^```(\n\n```output\n(?<Output>.*?)^```)?')) {
        if ($match.Groups['Title'].Success) { $title = $match.Groups['Title'].Value }
        else { [pscustomobject] @{ Title = $title; Code = $match.Groups['Code'].Value; Output = $match.Groups['Output'].Value } }
    }
}

function Get-HelpModelFile {
    # The files of the model that about_LakeTables shows, each with its path.
    param([string] $Culture = 'en-US')

    $text = (Get-Content "$PSScriptRoot/../../module/docs/$Culture/about_LakeTables.md" -Raw) -replace '\r'
    foreach ($match in [regex]::Matches($text, '(?ms)`(?<Path>my-model/[\w./]+)`:\n\n```(json|sql|csv)\n(?<Text>.*?)^```')) {
        [pscustomobject] @{ Path = $match.Groups['Path'].Value; Text = $match.Groups['Text'].Value }
    }
}

function New-HelpFolder {
    # The files that the examples name.
    param([Parameter(Mandatory)] [string] $Path)

    $null = New-Item $Path -ItemType Directory
    $movies = 'id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
    'tt0068646|O Poderoso Chefão|The Godfather|1972|175|Crime,Drama|9.2|1900000|actor|Don Vito Corleone|Marlon Brando|1924|2004|actor,soundtrack|tt0068646,tt0047296',
    'tt0068646|O Poderoso Chefão|The Godfather|1972|175|Crime,Drama|9.2|1900000|actor|Michael Corleone|Al Pacino|1940|\N|actor,soundtrack|tt0070666,tt0105323',
    'tt0137523|Clube da Luta|Fight Club|1999|139|Drama|8.8|2200000|actor|Narrator|Edward Norton|1969|\N|actor,producer|tt0137523,tt0120586',
    'tt0137523|Clube da Luta|Fight Club|1999|139|Drama|8.8|2200000|actor|Tyler Durden|Brad Pitt|1963|\N|actor,producer|tt0137523,tt0114746',
    'tt0317248|Cidade de Deus|Cidade de Deus|2002|130|Crime,Drama|8.6|760000|actor|Buscapé|Alexandre Rodrigues|1983|\N|actor|tt0317248',
    'tt0317248|Cidade de Deus|Cidade de Deus|2002|130|Crime,Drama|8.6|760000|actress|Angélica|Alice Braga|1983|\N||tt0317248,tt0480249'
    $series = 'id|tituloPincipal|tituloOriginal|anoLancamento|anoTermino|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos',
    'tt0903747|Breaking Bad|Breaking Bad|2008|2013|49|Crime,Drama,Thriller|9.5|1900000|actor|Walter White|Bryan Cranston|1956|\N|actor,producer|tt0903747',
    'tt0903747|Breaking Bad|Breaking Bad|2008|2013|49|Crime,Drama,Thriller|9.5|1900000|actor|Jesse Pinkman|Aaron Paul|1979|\N|actor,producer|tt0903747'
    $files = @{
        'movies.csv'     = ($movies -join "`r`n") + "`r`n"
        'series.csv'     = ($series -join "`r`n") + "`r`n"
        'broken.csv'     = "id|title|year`r`ntt0068646|The Godfather|1972`r`ntt0137523|Fight Club`r`n"
        '.env'           = "DATALAKE_URI=s3://my-lake`nTMDB_TOKEN=$env:TMDB_TOKEN`n"
        'first-lake.json' = Get-Content "$PSScriptRoot/../../module/samples/first-lake.json" -Raw
        'tmdb-crime.json' = (Get-Content "$PSScriptRoot/../../module/samples/tmdb-crime.json" -Raw) -replace '(?<="first": )\d+', '20'
    }
    $files['crime.json'] = '{ "lake": "./lake", "tmdb": { "requestsPerSecond": 1000 }, "steps": [ { "name": "crime", "type": "FetchMovies", "genre": "Crime", "all": true, "summary": true, "releasedAfter": 1999, "releasedBefore": 2003 } ] }'
    $files['broken.json'] = '{ "lake": "./lake", "steps": [ { "name": "movies", "type": "SendCsv", "path": "movies.csv", "force": "yes" }, { "name": "series", "type": "SendCsv" } ] }'
    foreach ($name in $files.Keys) {
        [IO.File]::WriteAllText((Join-Path $Path $name), $files[$name])
    }

    # A model of one's own, and a file that the model which ships does not know.
    foreach ($file in Get-HelpModelFile) {
        $null = New-Item (Join-Path $Path (Split-Path $file.Path)) -ItemType Directory -Force
        [IO.File]::WriteAllText((Join-Path $Path $file.Path), $file.Text)
    }

    [IO.File]::WriteAllText((Join-Path $Path my-model/ratings.csv), "id,nota,vistoEm`r`ntt0068646,10,2022-04-01`r`ntt0137523,9.5,2022-04-09`r`ntt0317248,ten,2022-04-30`r`n")

    $null = New-Item (Join-Path $Path data) -ItemType Directory
    Copy-Item (Join-Path $Path movies.csv), (Join-Path $Path series.csv) (Join-Path $Path data)
}

function Reset-HelpLake {
    # Empties the bucket of the examples, and leaves one upload in it that was begun and not ended.
    param([string] $Bucket = 'my-lake')

    $call = { param($method, $query) Invoke-RestMethod "$env:AWS_ENDPOINT_URL/$query" -Method $method -Headers @{ Authorization = 'AWS4-HMAC-SHA256 Credential=test/20220502/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' } -SkipHeaderValidation }
    $listing = & $call Get "${Bucket}?list-type=2"
    foreach ($key in $listing.SelectNodes('//*[local-name()="Key"]')) {
        $null = & $call Delete "$Bucket/$($key.InnerText)"
    }

    foreach ($upload in (& $call Get "${Bucket}?uploads").SelectNodes('//*[local-name()="Upload"]')) {
        $null = & $call Delete "$Bucket/$($upload.Key)?uploadId=$($upload.UploadId)"
    }

    $null = & $call Post "$Bucket/Raw/Local/CSV/Movies/2022/05/02/movies.csv?uploads"
}

function Invoke-HelpExample {
    # Runs an example in a new folder; gives what a user would see.
    param([Parameter(Mandatory)] [string] $Code, [Parameter(Mandatory)] [string] $Path)

    New-HelpFolder $Path
    Reset-HelpLake
    $saved = 'DATALAKE_URI', 'TMDB_TOKEN' | ForEach-Object { @{ Name = $_; Value = [Environment]::GetEnvironmentVariable($_) } }
    Push-Location $Path
    try {
        $ErrorActionPreference = 'Stop'
        $shown = & ([scriptblock]::Create($Code)) 6> $null | Out-String -Width 120
        $shown.Replace((Get-Location).ProviderPath, $script:Folder)
    }
    finally {
        Clear-LakeDefault
        Pop-Location
        foreach ($variable in $saved) {
            [Environment]::SetEnvironmentVariable($variable.Name, $variable.Value ?? [NullString]::Value)
        }
    }
}

function ConvertTo-HelpShape {
    # What two runs of one example have in common: not its numbers, dates, speeds, names of batches, widths of columns and lines.
    param([AllowEmptyString()] [string] $Text)

    $lines = foreach ($line in $Text -replace '\e\[[\d;]*m' -split '\r?\n') {
        if ($line.Trim() -and $line -notlike 'What if:*') {
            $line -replace '\b[a-z]{3}-[a-z]{3}-[a-z]{3}\.json', 'batch.json' -replace '\d[\d.,:/-]*Z?( ?[KMG]?B\b)?(/s)?', '#' -replace '-{2,}', '--' -replace '\s+', ' ' -replace '^ | $'
        }
    }

    # A list wraps between words or within them, as the culture has it.
    ($lines -join '') -replace '\s'
}

Export-ModuleMember -Function *-*

BeforeDiscovery {
    # Compiling the program ahead takes half a minute and more.
    $wanted = $env:DATALAKE_TEST_LAMBDA_PACKAGE -eq '1' -and $IsLinux
    $layer = $wanted ? 'The layer' : 'The layer (skipped, wanted with DATALAKE_TEST_LAMBDA_PACKAGE=1 on Linux)'
}

BeforeAll {
    $root = Join-Path $PSScriptRoot ../.. -Resolve
    $zip = Join-Path $root packaging/New-DeterministicZip.ps1

    function Get-Entry([string] $path) {
        $archive = [IO.Compression.ZipFile]::OpenRead($path)
        $archive.Entries | Select-Object FullName, Length, LastWriteTime, @{ n = 'Mode'; e = { [Convert]::ToString(($_.ExternalAttributes -shr 16) -band 0xFFFF, 8) } }
        $archive.Dispose()
    }
}

Describe 'An archive of files' {
    BeforeAll {
        $one, $two = (Join-Path $TestDrive one), (Join-Path $TestDrive 'two files/in a folder.txt')
        $null = New-Item (Split-Path $two) -ItemType Directory
        Set-Content $one, $two -Value ('text ' * 100)
        $first = & $zip -Content @{ 'bootstrap' = $one; 'B/two.txt' = $two; 'a.txt' = $one } -Program bootstrap -Destination (Join-Path $TestDrive out/first.zip)
    }

    It 'has its entries in order, without dates, and programs that can be run' {
        $entries = Get-Entry $first
        $entries.FullName | Should -Be 'B/two.txt', 'a.txt', 'bootstrap'
        $entries.Mode | Should -Be '100644', '100644', '100755'
        $entries.LastWriteTime.Year | Should -Be 1980, 1980, 1980
        [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($first)).Split("PK$([char]1)$([char]2)")[1..3] |
            ForEach-Object { [int] $_[1] } | Should -Be 3, 3, 3 -Because 'permissions count only where an entry comes from Unix'
    }

    It 'is the same, byte for byte, when it is made again later' {
        (Get-Item $one).LastWriteTime = Get-Date '2001-02-03'
        $second = & $zip -Content @{ 'a.txt' = $one; 'B/two.txt' = $two; 'bootstrap' = $one } -Program bootstrap -Destination (Join-Path $TestDrive second.zip)
        (Get-FileHash $second).Hash | Should -Be (Get-FileHash $first).Hash
    }

    It 'gives the files back as they were' {
        Expand-Archive $first (Join-Path $TestDrive unpacked)
        (Get-FileHash (Join-Path $TestDrive unpacked/B/two.txt)).Hash | Should -Be (Get-FileHash $two).Hash
    }
}

Describe 'The engine of each processor' {
    It 'leaves room for the program below half of what Lambda takes unpacked: <_>' -ForEach 'x64', 'arm64' {
        $version = (Select-Xml '//DuckDbVersion' (Join-Path $root Directory.Packages.props)).Node.InnerText
        $packages = $env:NUGET_PACKAGES ? $env:NUGET_PACKAGES : (Join-Path $HOME .nuget/packages)
        $library = Get-Item (Join-Path $packages "duckdb.net.bindings.full/$version/runtimes/linux-$_/native/libduckdb.so")
        # The program of the layer is held below 25 MB where it is made, below.
        $library.Length + 25MB | Should -BeLessThan 125MB
    }
}

Describe $layer -Skip:(-not $wanted) {
    BeforeAll {
        $destination = Join-Path $TestDrive lambda
        # What runs here is made for here.
        $architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
        $files = & $root/packaging/New-LambdaPackage.ps1 -Destination $destination -JobPath $root/module/samples/*.json, $root/module/samples/data -Architecture $architecture
    }

    It 'is one program, far below what Lambda takes' {
        $entry = Get-Entry $files[0].FullName
        $entry.FullName | Should -Be bootstrap
        $entry.Length | Should -BeLessThan 25MB
        $entry.Mode | Should -Be '100755'
    }

    It 'is beside a layer of the engine, and both are far below what Lambda takes unpacked' {
        $engine = Get-Entry $files[1].FullName
        $engine.FullName | Should -Be 'LICENSE-DuckDB.txt', 'libduckdb.so'
        ($engine.Length | Measure-Object -Sum).Sum + (Get-Entry $files[0].FullName).Length | Should -BeLessThan 125MB
        # What is given to Lambda itself, and not by way of S3.
        $files[1].Length | Should -BeLessThan 50MB
    }

    It 'runs as a command line without .NET on the machine, all of the jobs among them' {
        [IO.Compression.ZipFile]::ExtractToDirectory($files[0].FullName, (Join-Path $TestDrive opt))
        [IO.Compression.ZipFile]::ExtractToDirectory($files[2].FullName, (Join-Path $TestDrive task))
        $written = & env -i (Join-Path $TestDrive opt/bootstrap) run (Join-Path $TestDrive task/jobs/first-lake.json) --lake (Join-Path $TestDrive lake) --date 2022-05-02
        $LASTEXITCODE | Should -Be 0 -Because "$written"
        $written[-1] | Should -BeLike '2 Uploaded, 0 failed*'
    }

    It 'makes tables once the layer of the engine is unpacked into the same folder' {
        $job = Join-Path $TestDrive task/jobs/tables.json
        $bare = & env -i (Join-Path $TestDrive opt/bootstrap) run $job --lake (Join-Path $TestDrive tables) --date 2022-05-02 2>&1
        $LASTEXITCODE | Should -Be 1
        "$bare" | Should -BeLike '*EngineNotInstalled*'

        [IO.Compression.ZipFile]::ExtractToDirectory($files[1].FullName, (Join-Path $TestDrive opt))
        $written = & env -i (Join-Path $TestDrive opt/bootstrap) run $job --lake (Join-Path $TestDrive tables) --date 2022-05-02
        $LASTEXITCODE | Should -Be 0 -Because "$written"
        Join-Path $TestDrive tables/Refined/Lake/JSON/Manifest/2022/05/02/manifest.json | Should -Exist
    }
}

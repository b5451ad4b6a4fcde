BeforeDiscovery {
    $linker = $IsWindows -or (Get-Command clang, gcc -CommandType Application -ErrorAction Ignore)
    $reason = $linker ? '' : ' (skipped, not on this machine: clang or gcc)'
    $shell = $IsWindows ? ' (skipped, needs a Unix shell)' : ''
}

Describe "The packages of the native program$reason" -Skip:([bool] $reason) {
    BeforeAll {
        $root = Join-Path $PSScriptRoot ../.. -Resolve
        $version = (Import-PowerShellDataFile $root/DataLakeTools.psd1).ModuleVersion
        $platform = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
        $packages = Join-Path $TestDrive packages
        $files = & $root/packaging/New-ProgramPackage.ps1 -Destination $packages
        $archive = Join-Path $packages "datalake-$version-$platform.$($IsWindows ? 'zip' : 'tar.gz')"
        $tool = Join-Path $packages "datalake.$platform.$version.nupkg"
        $bill = Join-Path $packages "datalake-$version-$platform.cdx.json"

        # Unpacked by what users have, not by what packed it.
        $place = (New-Item (Join-Path $TestDrive opt) -ItemType Directory).FullName
        tar -xf $archive -C $place
        $LASTEXITCODE | Should -Be 0
        $program = Join-Path $place "datalake/datalake$($IsWindows ? '.exe' : '')"
        $library = $IsWindows ? 'duckdb.dll' : $IsMacOS ? 'libduckdb.dylib' : 'libduckdb.so'
    }

    It 'are the archive, the tool, the bill of materials and the checksums, which hold' {
        $files.FullName | Split-Path -Leaf | Should -Be (@($archive, $tool, $bill | Split-Path -Leaf) + "datalake-$version-$platform.sha256")
        $lines = Get-Content (Join-Path $packages "datalake-$version-$platform.sha256")
        $lines.Count | Should -Be 3
        foreach ($line in $lines) {
            $hash, $name = $line -split '  '
            (Get-FileHash (Join-Path $packages $name) -Algorithm SHA256).Hash | Should -Be $hash
        }
    }

    It 'hold one folder: the program, the engine beside it, the licences, the samples and what schedules need' {
        (Get-ChildItem $place).Name | Should -Be datalake
        (Get-ChildItem $place/datalake).Name | Sort-Object | Should -Be (@((Split-Path $program -Leaf), $library, 'LICENSE', 'LICENSE-DuckDB.txt', 'samples', 'schedule') | Sort-Object)
        (Get-FileHash $place/datalake/samples/data/movies.csv).Hash | Should -Be (Get-FileHash $root/module/samples/data/movies.csv).Hash
        (Get-ChildItem $place/datalake/schedule).Extension | Select-Object -Unique | Sort-Object | Should -Be ($IsWindows ? '.ps1' : @('.cron', '.service', '.sh', '.timer'))
    }

    It 'have a program that says its version and makes tables' {
        & $program --version | Should -Be $version
        $said = & $program run $place/datalake/samples/tables.json --lake $TestDrive/lake --date 2022-05-02 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        [IO.File]::ReadAllText("$TestDrive/lake/Trusted/Local/Parquet/Movies/2022/05/02/movies.parquet").Substring(0, 4) | Should -Be PAR1
    }

    It "are what the sample for schedules finds, with nothing on PATH$shell" -Skip:([bool] $shell) {
        Copy-Item $place/datalake/samples/first-lake.json, $place/datalake/samples/data -Destination $TestDrive -Recurse
        $path = $env:PATH
        $env:PATH = ($path -split ':' | Where-Object { -not (Test-Path $_/datalake) }) -join ':'
        $env:DATALAKE_LOGS = Join-Path $TestDrive logs
        try {
            $said = & $place/datalake/schedule/run-job.sh $TestDrive/first-lake.json --lake $TestDrive/scheduled 2>&1
        }
        finally {
            $env:PATH = $path
            $env:DATALAKE_LOGS = $null
        }
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        Get-Content $TestDrive/logs/first-lake-*.log -Raw | Should -Match '2 Uploaded, 0 failed'
    }

    It 'have a bill of materials that names the program, DuckDB, .NET and every other package that is linked in' {
        $components = (Get-Content $bill -Raw | ConvertFrom-Json).components
        $own = @($components | Where-Object type -EQ file)
        $own.name | Should -Be (Split-Path $program -Leaf)
        $own.hashes.content | Should -Be (Get-FileHash $program).Hash
        $duckDb = ($components | Where-Object name -EQ DuckDB.NET.Bindings.Full).components
        $duckDb.components.hashes.content | Should -Be (Get-FileHash $place/datalake/$library).Hash

        $libraries = $components | Where-Object type -EQ library
        $libraries.licenses.expression | Should -BeIn 'Apache-2.0', 'BSD-3-Clause', 'MIT'
        $libraries.name | Should -Contain "runtime.$platform.Microsoft.DotNet.ILCompiler"
        $direct = (Get-Content $root/src/DataLakeTools.Host/packages.lock.json -Raw | ConvertFrom-Json -AsHashtable).dependencies.Values.GetEnumerator() |
            ForEach-Object { $_.GetEnumerator() } | Where-Object { $_.Value.ContainsKey('resolved') -and $_.Key -ne 'Microsoft.NET.ILLink.Tasks' }
        $direct | ForEach-Object { "pkg:nuget/$($_.Key)@$($_.Value.resolved)" } | Should -BeIn $libraries.purl
    }

    It 'install as a .NET tool that makes tables, too' {
        $leading = dotnet pack $root/src/DataLakeTools.Host --no-build --configuration Release -p:PackAsTool=true -p:PublishAot=true --output $packages --verbosity quiet --nologo
        $LASTEXITCODE | Should -Be 0 -Because "$leading"
        # Nothing of an earlier run of this test is taken out of NuGet's cache.
        $cache = $env:NUGET_PACKAGES
        $env:NUGET_PACKAGES = Join-Path $TestDrive cache
        try {
            $said = dotnet tool install datalake --version $version --source $packages --tool-path $TestDrive/tools 2>&1
        }
        finally {
            $env:NUGET_PACKAGES = $cache
        }
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        $said = & $TestDrive/tools/datalake run $root/module/samples/tables.json --lake $TestDrive/lake2 --date 2022-05-02 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        "$TestDrive/lake2/Refined/Lake/Parquet" | Should -Exist
    }
}

BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $engines = @(Get-ChildItem (Join-Path $PSScriptRoot ../../output) -Directory -Filter DataLakeTools.DuckDb.*).Name
    $engine = $engines ? 'The packages of the engine' : 'The packages of the engine (skipped, it has no library for this platform)'
    $hasPage = Test-Path (Join-Path $PSScriptRoot ../../src/DataLakeTools.Core/obj/page/dashboard.html.packages.json)
    $page = $hasPage ? 'name every package of the page, in the bill of materials and in the page' : 'name every package of the page (skipped, it is not built: that needs npm)'
    $hasGet = [bool] (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet)
    $gallery = $hasGet ? 'a gallery in a folder' : 'a gallery in a folder (skipped, not on this machine: Microsoft.PowerShell.PSResourceGet)'
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    $root = Join-Path $PSScriptRoot ../.. -Resolve
    $built = Split-Path (Get-BuiltModule)
    $version = (Import-PowerShellDataFile (Get-BuiltModule)).ModuleVersion
    $files = & $root/packaging/New-ModulePackage.ps1 -ModulePath $built -Destination (Join-Path $TestDrive packages)
    $package = Join-Path $TestDrive packages "DataLakeTools.$version.nupkg"
    $archive = Join-Path $TestDrive packages "DataLakeTools-$version.zip"

    # What the module is for, in a PowerShell that knows nothing of this repository.
    $use = {
        param($modules, $csv, $lake)
        $env:PSModulePath = $modules
        Import-Module DataLakeTools -ErrorAction Stop
        (Get-Module DataLakeTools).ModuleBase
        "$((Send-RawCsv $csv -Lake $lake -Date 2022-05-02 -ErrorAction Stop).Key)"
    }
    $csv = Join-Path $root module/samples/data/movies.csv
}

Describe 'The packages' {
    It 'are four: for a gallery, for machines without one, what is in them, and their checksums' {
        $files.ForEach('Length') | Should -Not -Contain 0
        $files.FullName | Split-Path -Leaf | Should -Be @(
            "DataLakeTools.$version.nupkg", "DataLakeTools-$version.zip", "DataLakeTools-$version.cdx.json", "DataLakeTools-$version.sha256")
    }

    It 'hold the built module, file by file, and nothing else of the repository' {
        Expand-Archive $package (Join-Path $TestDrive unpacked)
        $packed = Get-ChildItem (Join-Path $TestDrive unpacked) -Recurse -File -Force | ForEach-Object { [IO.Path]::GetRelativePath((Join-Path $TestDrive unpacked), $_).Replace('\', '/') }
        $module = Get-ChildItem $built -Recurse -File -Force | ForEach-Object { [IO.Path]::GetRelativePath($built, $_).Replace('\', '/') }

        $module | Should -Not -BeNullOrEmpty
        $packed | Where-Object { $_ -notin $module } | Sort-Object | ForEach-Object { $_ -replace '[^/\\]*\.psmdcp$', 'x.psmdcp' } |
            Should -Be '_rels/.rels', '[Content_Types].xml', 'DataLakeTools.nuspec', 'icon.png', 'package/services/metadata/core-properties/x.psmdcp', 'README.md'
        foreach ($file in $module) {
            (Get-FileHash -LiteralPath (Join-Path $TestDrive unpacked $file)).Hash | Should -Be (Get-FileHash -LiteralPath (Join-Path $built $file)).Hash
        }
    }

    It 'are small: under 2.5 MB each' {
        (Get-Item $package, $archive).ForEach('Length').ForEach{ $_ | Should -BeGreaterThan 1MB; $_ | Should -BeLessThan 2.5MB }
    }

    It 'hold nothing of the engine but what is managed' {
        Get-ChildItem $built -Recurse -File | Where-Object Name -Match '^(lib)?duckdb\.(so|dylib|dll)$' | Should -BeNullOrEmpty
        Join-Path $built bin/deps/DuckDB.NET.Data.dll | Should -Exist
    }

    It 'are vouched for by their checksums' {
        $lines = Get-Content (Join-Path $TestDrive packages "DataLakeTools-$version.sha256")

        $lines.Count | Should -Be 3
        foreach ($line in $lines) {
            $hash, $name = $line -split '  '
            (Get-FileHash (Join-Path $TestDrive packages $name) -Algorithm SHA256).Hash | Should -Be $hash
        }
    }

    It 'have a bill of materials that names every assembly, with licence and hashes' {
        $bill = Get-Content (Join-Path $TestDrive packages "DataLakeTools-$version.cdx.json") -Raw | ConvertFrom-Json
        $named = @($bill.components | Where-Object type -EQ file) + @($bill.components | Where-Object type -EQ library | ForEach-Object components)
        $assemblies = Get-ChildItem $built -Recurse -Filter *.dll

        $bill.specVersion | Should -Be '1.6'
        $named.Count | Should -Be $assemblies.Count
        foreach ($assembly in $assemblies) {
            $entry = $named | Where-Object name -EQ ([IO.Path]::GetRelativePath($built, $assembly).Replace('\', '/'))
            $entry.hashes[0].content | Should -Be (Get-FileHash -LiteralPath $assembly).Hash
        }
        foreach ($library in $bill.components | Where-Object type -EQ library) {
            $library.licenses.expression | Should -BeIn 'Apache-2.0', 'BSD-3-Clause', 'MIT'
            $library.purl | Should -Be "pkg:nuget/$($library.name)@$($library.version)"
            $library.hashes[0].content | Should -Match '^[0-9a-f]{128}$'
        }
    }

    It '<_>' -ForEach $page -Skip:(-not $hasPage) {
        $core = (Get-Content (Join-Path $TestDrive packages "DataLakeTools-$version.cdx.json") -Raw | ConvertFrom-Json).components | Where-Object name -Like '*DataLakeTools.Core.dll'
        $locked = (Get-Content (Join-Path $root page/package-lock.json) -Raw | ConvertFrom-Json -AsHashtable).packages

        $core.components.name | Should -Contain vega-lite
        foreach ($package in $core.components) {
            $known = $locked.GetEnumerator() | Where-Object Key -Match "(^|/)node_modules/$([regex]::Escape($package.name))$" | ForEach-Object { "pkg:npm/$($package.name)@$($_.Value.version)" }
            $package.purl | Should -BeIn $known
            $package.licenses.expression | Should -BeIn 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense', '0BSD'
            $package.hashes[0].content | Should -Match '^[0-9a-f]{128}$'
        }

        # The page itself says the same, so that whoever gets it has the licences, too.
        $html = Get-Content (Join-Path $root src/DataLakeTools.Core/obj/page/dashboard.html) -Raw
        foreach ($package in $core.components) {
            $html | Should -Match "(?m)(^|[ >])$([regex]::Escape("$($package.name) $($package.version)"))"
        }
    }

    It 'carry everything that a gallery shows' {
        $data = (Test-ModuleManifest (Get-BuiltModule)).PrivateData.PSData

        $data.Tags | Should -Contain PSEdition_Core
        foreach ($name in 'LicenseUri', 'ProjectUri', 'IconUri') {
            ([uri] $data[$name]).Scheme | Should -Be https
        }
        $data.ReleaseNotes | Should -Not -BeNullOrEmpty
    }

    It 'install from <_> and send a file' -ForEach $gallery -Skip:(-not $hasGet) {
        $path = $env:PSModulePath
        $said = Invoke-OtherPowerShell -Argument (Split-Path $package), $TestDrive, $path {
            param($folder, $drive, $modulePath)
            # The registration of the gallery belongs to this test alone.
            $env:HOME = $env:XDG_DATA_HOME = $env:LOCALAPPDATA = Join-Path $drive home
            $null = New-Item $env:HOME, (Join-Path $drive installed) -ItemType Directory -Force
            $env:PSModulePath = $modulePath
            Register-PSResourceRepository -Name Packages -Uri $folder -Trusted
            Save-PSResource DataLakeTools -Repository Packages -Path (Join-Path $drive installed) -ErrorAction Stop
            (Find-PSResource DataLakeTools -Repository Packages).Name
        }
        $said | Should -Be DataLakeTools

        $said = Invoke-OtherPowerShell -Argument (Join-Path $TestDrive installed), $csv, (Join-Path $TestDrive lake1) $use
        $said[0] | Should -Be (Join-Path $TestDrive installed DataLakeTools $version)
        $said[1] | Should -Be 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
    }

    It 'install by unpacking the archive, without a gallery, and send a file' {
        Expand-Archive $archive (Join-Path $TestDrive offline)

        $said = Invoke-OtherPowerShell -Argument (Join-Path $TestDrive offline), $csv, (Join-Path $TestDrive lake2) $use
        $said[0] | Should -Be (Join-Path $TestDrive offline DataLakeTools)
        $said[1] | Should -Be 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
    }
}

Describe $engine -Skip:(-not $engines) {
    BeforeAll {
        $module = @(Get-ChildItem (Join-Path $root output) -Directory -Filter DataLakeTools.DuckDb.*)[0]
        $name = $module.Name
        $engineVersion = (Import-PowerShellDataFile (Join-Path $module "$name.psd1")).ModuleVersion
        $engineFiles = & $root/packaging/New-ModulePackage.ps1 -ModulePath $module -Destination (Join-Path $TestDrive engine) -Readme $root/packaging/engine.md
        $modules = Join-Path $TestDrive modules
        Expand-Archive $archive $modules
        $library = (Get-ChildItem $module -File | Where-Object Name -Match '^(lib)?duckdb\.(so|dylib|dll)$').Name

        # Tables in a PowerShell that knows nothing of this repository.
        $table = {
            param($modules, $csv, $lake)
            $env:PSModulePath = $modules
            Import-Module DataLakeTools -ErrorAction Stop
            $null = Send-RawCsv $csv -Lake $lake -Date 2022-05-02 -ErrorAction Stop
            try {
                $null = Update-LakeTable -Lake $lake -Date 2022-05-02 -ErrorAction Stop
                "$((Invoke-LakeQuery 'SELECT count(*) AS n FROM movies' -Lake $lake -ErrorAction Stop).n)"
            }
            catch {
                "$($_.FullyQualifiedErrorId) $($_.ErrorDetails.RecommendedAction)"
            }
        }
    }

    It 'are a module without commands: manifest, library and the licence of DuckDB' {
        $engineFiles.FullName | Split-Path -Leaf | Should -Be @(
            "$name.$engineVersion.nupkg", "$name-$engineVersion.zip", "$name-$engineVersion.cdx.json", "$name-$engineVersion.sha256")
        Expand-Archive (Join-Path $TestDrive engine "$name.$engineVersion.nupkg") (Join-Path $TestDrive unpacked-engine)
        $packed = Get-ChildItem (Join-Path $TestDrive unpacked-engine) -File | Where-Object Name -NotMatch '^\[|nuspec$|^icon|^README'
        $packed.Name | Sort-Object | Should -Be (@("$name.psd1", $library, 'LICENSE-DuckDB.txt') | Sort-Object)
        Get-Content (Join-Path $TestDrive unpacked-engine LICENSE-DuckDB.txt) -Raw | Should -Match 'Permission is hereby granted, free of charge'

        $found = Test-ModuleManifest (Join-Path $TestDrive unpacked-engine "$name.psd1") -ErrorAction Stop
        $found.ExportedCommands.Count | Should -Be 0
        foreach ($one in 'LicenseUri', 'ProjectUri', 'IconUri') { ([uri] $found.PrivateData.PSData[$one]).Scheme | Should -Be https }
    }

    It 'have a bill of materials that names DuckDB, its licence and its library' {
        $bill = Get-Content (Join-Path $TestDrive engine "$name-$engineVersion.cdx.json") -Raw | ConvertFrom-Json
        $duckDb = $bill.components.components | Where-Object name -EQ DuckDB
        $duckDb.version | Should -Be ([version] $engineVersion).ToString(3)
        $duckDb.licenses.expression | Should -Be MIT
        $duckDb.components.name | Should -Be $library
        $duckDb.components.hashes[0].content | Should -Be (Get-FileHash (Join-Path $module $library)).Hash
    }

    It 'are what is missed where a table is made without them' {
        $said = Invoke-OtherPowerShell -Argument $modules, $csv, (Join-Path $TestDrive lake3) $table
        $said | Should -BeLike 'EngineNotInstalled,*'
        $said | Should -BeLike "*Install-PSResource $name*"
    }

    It 'are found once their archive is unpacked beside the module' {
        Expand-Archive (Join-Path $TestDrive engine "$name-$engineVersion.zip") $modules
        $said = Invoke-OtherPowerShell -Argument $modules, $csv, (Join-Path $TestDrive lake4) $table
        $said | Should -Be 60
    }

    It 'are found with a folder for each version, as a gallery installs them' {
        $installed = Join-Path $TestDrive galleries
        Copy-Item (Join-Path $modules DataLakeTools) (Join-Path $installed DataLakeTools $version) -Recurse
        Copy-Item (Join-Path $modules $name) (Join-Path $installed $name $engineVersion) -Recurse
        $said = Invoke-OtherPowerShell -Argument $installed, $csv, (Join-Path $TestDrive lake5) $table
        $said | Should -Be 60
    }
}

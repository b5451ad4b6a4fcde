BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
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
        $files.Length | Should -Not -Contain 0
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

    It 'are small: under 3 MB each' {
        (Get-Item $package, $archive).Length | ForEach-Object { $_ | Should -BeLessThan 3MB }
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

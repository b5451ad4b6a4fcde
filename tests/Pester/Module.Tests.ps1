BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
    $commands = Get-Command -Module DataLakeTools -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } }
    $noIsolation = Get-MissingProgram moto_server, dotnet
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    $rootManifest = Join-Path $PSScriptRoot ../../DataLakeTools.psd1 -Resolve
    $expected = (Import-PowerShellDataFile $rootManifest).CmdletsToExport | Sort-Object

    # PowerShell compiles ahead what earlier processes have used (StartupProfileData), and loads assemblies for it: those
    # that are counted here would depend on what ran before. With fewer processors than this it does not.
    Set-TestEnvironment @{ DOTNET_MultiCoreJitMinNumCpus = '1000' }
}

AfterAll {
    Restore-TestEnvironment
}

Describe 'The module' {
    It 'has a clean manifest, <Where>' -ForEach @(
        @{ Where = 'at the root of the repository'; IsRoot = $true }
        @{ Where = 'as it was built'; IsRoot = $false }
    ) {
        $manifest = Test-ModuleManifest ($IsRoot ? $rootManifest : (Get-BuiltModule)) -WarningVariable warnings -ErrorAction Stop

        $warnings | Should -BeNullOrEmpty
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be $expected
        foreach ($name in 'Clear-LakeUpload', 'Get-LakePath', 'Import-LakeEnvironment', 'Import-RawCsv', 'Invoke-LakeJob', 'New-DataLakeBucket', 'Send-RawCsv', 'Test-RawCsv') {
            $expected | Should -Contain $name
        }

        $manifest.ExportedFunctions.Keys | Should -BeNullOrEmpty
        $manifest.ExportedAliases.Keys | Should -Be Get-TmdbMovie
        $manifest.CompatiblePSEditions | Should -Be Core
        "$($manifest.PowerShellVersion)" | Should -Be '7.6'
        $manifest.Description | Should -Not -BeNullOrEmpty
    }

    It 'is imported without a word, <Where>' -ForEach @(
        @{ Where = 'from the root of the repository'; IsRoot = $true }
        @{ Where = 'as it was built'; IsRoot = $false }
    ) {
        $said = Invoke-OtherPowerShell -Argument ($IsRoot ? $rootManifest : (Get-BuiltModule)) {
            param($manifest)
            Set-StrictMode -Version Latest
            Import-Module $manifest *>&1
            ((Get-Command -Module DataLakeTools -CommandType Cmdlet).Name | Sort-Object) -join ' '
            "$(Get-LakePath movies.csv -Date 2022-05-02)"
        }

        $said | Should -Be ($expected -join ' '), 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
    }

    It 'is imported without a word where commands only say what they would do, or ask first' {
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule) {
            param($module)
            $WhatIfPreference = $true
            $ConfirmPreference = 'Low'
            Import-Module $module *>&1
            @(Get-TypeData DataLakeTools.*).Count
        }

        @($said).Count | Should -Be 1 -Because "$said"
        [int]@($said)[0] | Should -BeGreaterThan 10
    }

    It 'can be imported from another place in the same session, as after an update' {
        $other = Join-Path $TestDrive other
        Copy-Item (Split-Path (Get-BuiltModule)) $other -Recurse
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule), (Join-Path $other DataLakeTools.psd1) {
            param($one, $two)
            foreach ($manifest in $one, $two, $one, $two) {
                Import-Module $manifest -Force *>&1 | ForEach-Object { "$_" }
                "$(Get-LakePath movies.csv -Date 2022-05-02)"
            }
        }

        $said | Should -Be (@('Raw/Local/CSV/Movies/2022/05/02/movies.csv') * 4)
    }

    It 'can be removed and imported again' {
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule) {
            param($manifest)
            foreach ($i in 1, 2) {
                Import-Module $manifest
                "$(Get-LakePath movies.csv -Date 2022-05-02)"
                Remove-Module DataLakeTools
                @(Get-Command -Module DataLakeTools -ErrorAction Ignore).Count
            }
        }

        $said | Should -Be @(@('Raw/Local/CSV/Movies/2022/05/02/movies.csv', 0) * 2)
    }

    It 'has one version' {
        $version = (Import-PowerShellDataFile $rootManifest).ModuleVersion

        (Get-Module DataLakeTools).Version | Should -Be $version
        $folder = Split-Path (Get-BuiltModule)
        foreach ($assembly in 'bin/DataLakeTools.dll', 'bin/deps/DataLakeTools.Core.dll') {
            [Reflection.AssemblyName]::GetAssemblyName((Join-Path $folder $assembly)).Version.ToString(3) | Should -Be $version
        }
    }

    It 'brings nothing that PowerShell brings, and shows PowerShell nothing but its cmdlets' {
        $folder = Join-Path (Split-Path (Get-BuiltModule)) bin

        (Get-ChildItem $folder -File).Name | Should -Be DataLakeTools.dll
        (Get-ChildItem $folder/deps).Name | Should -Not -Contain System.Management.Automation.dll
        foreach ($assembly in Get-ChildItem $folder/deps) {
            Join-Path $PSHOME $assembly.Name | Should -Not -Exist
        }
    }

    It 'loads one assembly when it is imported, and the core with the checksum and the reports of requests for the first receipt of a lake in a folder' {
        $lake = Join-Path $TestDrive lake
        $loaded = Invoke-OtherPowerShell -Argument (Get-BuiltModule), (Join-Path $PSScriptRoot ../../module/samples/data/movies.csv -Resolve), $lake {
            param($module, $movies, $lake)
            function Get-Ours {
                $folder = Split-Path $module
                ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.Location -like "$folder*" }).GetName().Name -join ' '
            }

            Import-Module $module
            Get-Ours
            $null = Send-RawCsv $movies $lake
            Get-Ours
        }

        $loaded | Should -Be 'DataLakeTools', 'DataLakeTools DataLakeTools.Core DataLakeTools.Http DataLakeTools.S3'
    }

    It 'runs no script and loads no other module when it is imported' {
        $said = Invoke-OtherPowerShell -Argument (Get-BuiltModule) {
            param($module)
            $before = (Get-Module).Name
            Import-Module $module
            $imported = Get-Module
            foreach ($one in $imported) { if ($one.Name -notin $before) { "$($one.Name) $($one.ModuleType) $(@($one.NestedModules).Count)" } }
        }

        $said | Should -Be 'DataLakeTools Binary 0'
    }

    It 'compiles little of its own when it is imported' {
        # The runtime lists what it compiles, with the size of the code that it compiles from.
        $list = Join-Path $TestDrive compiled.txt
        Set-TestEnvironment @{ DOTNET_JitStdOutFile = $list; DOTNET_JitDisasmSummary = '1' }
        try {
            Invoke-OtherPowerShell -Argument (Get-BuiltModule) { param($module) Import-Module $module }
        }
        finally {
            Set-TestEnvironment @{ DOTNET_JitStdOutFile = $null; DOTNET_JitDisasmSummary = $null }
        }

        $ours = @(Select-String -LiteralPath $list -Pattern 'JIT compiled DataLakeTools\..*IL size=(\d+)').ForEach{ [int] $_.Matches[0].Groups[1].Value }
        $ours.Count | Should -BeGreaterThan 0
        ($ours | Measure-Object -Sum).Sum | Should -BeLessThan 1500 -Because 'the setup of the load context and the type data are 1,145 bytes; as an array the type data were 1,332 more'
    }

    It 'has a view for each type that it gives' {
        foreach ($type in 'Receipt', 'CsvReport', 'LakeKey', 'LakeCreationReport', 'LakeObject', 'LakeUpload', 'LakeJobFinding', 'LakeJobPart') {
            Get-FormatData "DataLakeTools.$type" | Should -Not -BeNullOrEmpty -Because $type
        }
    }
}

Describe 'The command <Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name -Module DataLakeTools
    }

    It 'has an approved verb' {
        (Get-Verb).Verb | Should -Contain $command.Verb
    }

    It 'says what it gives' {
        $command.OutputType | Should -Not -BeNullOrEmpty
    }

    It 'has tests' {
        Join-Path $PSScriptRoot "$Name.Tests.ps1" | Should -Exist
    }

    It 'takes files by -Path with wildcards and by -LiteralPath, if it takes files that must be there' {
        if ($command.Parameters.ContainsKey('Path') -and $Name -notin 'Get-LakePath', 'Export-LakeDashboard') {
            $command.Parameters.Path.Attributes.TypeId.Name | Should -Contain SupportsWildcardsAttribute
            $command.Parameters.LiteralPath.Aliases | Should -Be PSPath, LP
            $command.DefaultParameterSet | Should -Be Path
        }
        else {
            $command.Parameters.Keys | Should -Not -Contain LiteralPath
        }
    }

    It 'has -WhatIf and -Confirm if and only if it changes something' {
        $command.Parameters.ContainsKey('WhatIf') | Should -Be ($command.Verb -in 'Clear', 'Export', 'Save', 'Send', 'Set', 'Split', 'New', 'Invoke', 'Update', 'Write' -and $Name -notin 'Invoke-TmdbApi', 'Invoke-LakeQuery' -or $Name -eq 'Import-LakeEnvironment')
        $command.Parameters.ContainsKey('Confirm') | Should -Be $command.Parameters.ContainsKey('WhatIf')
    }

    It 'calls the lake and the ways to it by the same names as the others' {
        if ($command.Parameters.ContainsKey('EndpointUrl')) {
            $command.Parameters.Keys | Should -Contain Lake
            foreach ($parameter in 'ProfileName', 'Region') {
                $command.Parameters.Keys | Should -Contain $parameter
            }
        }
    }

    It 'takes a date as yyyy-MM-dd in every culture' {
        foreach ($parameter in $command.Parameters.Values.Where({ $_.ParameterType -in [datetime], [Nullable[datetime]] })) {
            $parameter.Attributes.TypeId.Name | Should -Contain IsoDateAttribute -Because $parameter.Name
        }
    }
}

Describe "The module beside another AWS SDK $noIsolation" -Skip:([bool] $noIsolation) {
    BeforeAll {
        Start-TestServer
        $otherVersion = '4.0.102.10'
        $folder = New-TestFolder
        Copy-Sample $folder
        $movies = Join-Path $folder movies.csv

        # Only downloaded: what is in the package is loaded by hand, as other modules do.
        $project = Write-TestFile (Join-Path $folder OtherAwsSdk.csproj) @"
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="AWSSDK.Core" Version="[$otherVersion]" />
  </ItemGroup>
</Project>
"@
        $restoreSaid = dotnet restore $project -m:1 2>&1 | Out-String
        $packages = dotnet msbuild $project -getProperty:NuGetPackageRoot
        $otherSdk = "$packages/awssdk.core/$otherVersion/lib/net8.0/AWSSDK.Core.dll"
    }

    AfterAll {
        Stop-TestServer
    }

    It 'uses its own when <When>' -ForEach @(
        @{ When = 'the other was loaded first'; OtherFirst = $true }
        @{ When = 'the other is loaded later'; OtherFirst = $false }
    ) {
        if (-not (Test-Path $otherSdk)) {
            Set-ItResult -Skipped -Because "AWSSDK.Core $otherVersion could not be restored: $restoreSaid"
        }

        $lake = New-TestLake S3

        $result = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $otherSdk, $movies, $lake.Address, $OtherFirst {
            param($module, $otherSdk, $movies, $lake, $otherFirst)
            if ($otherFirst) {
                Add-Type -Path $otherSdk
            }

            Import-Module $module
            $receipt = Send-RawCsv $movies $lake -Date 2022-05-02
            if (-not $otherFirst) {
                Add-Type -Path $otherSdk
            }

            $again = Send-RawCsv $movies $lake -Date 2022-05-02
            $null = Get-LakeObject $lake
            [pscustomobject] @{
                Statuses = "$($receipt.Status) $($again.Status)"
                Theirs   = [Amazon.RegionEndpoint].Assembly.GetName().Version.ToString()
                Loaded   = foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
                    $name = $assembly.GetName()
                    if ($name.Name -in 'AWSSDK.Core', 'DataLakeTools.S3', 'DataLakeTools.Core', 'DataLakeTools') {
                        [pscustomobject] @{
                            Name    = $name.Name
                            Version = $name.Version.ToString()
                            File    = [Diagnostics.FileVersionInfo]::GetVersionInfo($assembly.Location).FileVersion
                            Context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name
                        }
                    }
                }
            }
        }

        $result.Statuses | Should -Be 'Uploaded Unchanged'
        $sdks = @($result.Loaded | Where-Object Name -eq AWSSDK.Core)
        $sdks | Should -HaveCount 2
        ($sdks | Where-Object Context -eq Default).File | Should -Be $otherVersion
        ($sdks | Where-Object Context -eq DataLakeTools).File | Should -Not -Be $otherVersion
        ($result.Loaded | Where-Object Name -eq DataLakeTools.S3).Context | Should -Be DataLakeTools
        ($result.Loaded | Where-Object Name -eq DataLakeTools.Core).Context | Should -Be DataLakeTools
    }

    It 'loads nothing of the SDK for a lake in a folder' {
        $loaded = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $movies, (Join-Path $folder lake) {
            param($module, $movies, $lake)
            Import-Module $module
            $null = Send-RawCsv $movies $lake
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -like 'AWSSDK*'
        }

        $loaded | Should -BeNullOrEmpty
    }
}

Describe 'The module in a session without tables' {
    It 'loads nothing of the engine, neither when it is imported nor when a file is sent' {
        $csv = Join-Path $PSScriptRoot ../../module/samples/data/movies.csv -Resolve
        $loaded = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $csv, (Join-Path $TestDrive raw) {
            param($module, $csv, $lake)
            Import-Module $module
            $null = Send-RawCsv $csv $lake -Date 2022-05-02 -ErrorAction Stop
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'DuckDb|Arrow|DataLakeTools'
            if ($IsLinux) { (Get-Content /proc/self/maps) -match 'duckdb' }
        }

        # Those of the module show that the list is whole.
        $loaded | Should -Contain DataLakeTools.Core
        $loaded -match 'DuckDb|Arrow' | Should -BeNullOrEmpty
    }

    It 'loads nothing of the engine for a job that only sends, and all of it for one that makes tables' {
        $samples = Join-Path $PSScriptRoot ../../module/samples -Resolve
        $loaded = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $samples, (Join-Path $TestDrive jobs) {
            param($module, $samples, $lake)
            Import-Module $module
            foreach ($job in 'first-lake', 'tables') {
                $null = Invoke-LakeJob (Join-Path $samples "$job.json") $lake -Date 2022-05-02 -ErrorAction Stop -InformationAction Ignore
                $assemblies = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'DuckDb' | Sort-Object
                $library = $IsLinux ? [bool] ((Get-Content /proc/self/maps) -match 'libduckdb') : [bool] $assemblies
                "$job $library $assemblies"
            }
        }

        $loaded | Should -Be 'first-lake False ', 'tables True DataLakeTools.DuckDb DuckDB.NET.Bindings DuckDB.NET.Data'
    }
}

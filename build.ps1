#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Builds, tests and packages DataLakeTools.

.DESCRIPTION
Needs the .NET SDK that global.json names; Pester comes with the build. Everything lands in output/. Where there is no
PowerShell, the SDK brings it: "dotnet tool restore", then "dotnet pwsh ./build.ps1".

.EXAMPLE
./build.ps1
Builds the module and runs the main job: a lake in ./lake from two small CSV files.

.EXAMPLE
./build.ps1 -Task Package -JobPath ./my-jobs/*
Makes the packages: the module for galleries and machines without one, the module with the engine, the native program of
this platform as an archive and as a .NET tool, and, on Linux, the archives of the Lambda function.

.EXAMPLE
./build.ps1 -Task Test
Runs all tests, xunit and Pester on the built module, and says at the end what was skipped and what failed, and why.
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The functions below use it.')]
param(
    [ValidateSet('Clean', 'Build', 'Test', 'Package', 'Demo')]
    [string[]] $Task = @('Build', 'Demo'),

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Of the Lambda package.
    [ValidateSet('x64', 'arm64')]
    [string] $Architecture = 'x64',

    # The platforms whose engine is packed, besides this machine's.
    [ValidateSet('linux-x64', 'linux-arm64', 'osx', 'win-x64', 'win-arm64')]
    [string[]] $EnginePlatform = @(),

    # What goes into the Lambda package's folder "jobs".
    [string[]] $JobPath = ("$PSScriptRoot/module/samples/*.json", "$PSScriptRoot/module/samples/data")
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$root = $PSScriptRoot
$output = Join-Path $root 'output'
$module = Join-Path $output 'DataLakeTools'

function Invoke-Clean {
    $help = 'en-US', 'pt' | ForEach-Object { Join-Path $root $_ }
    Remove-Item (@($output) + $help) -Recurse -Force -ErrorAction Ignore
    dotnet clean (Join-Path $root 'DataLakeTools.slnx') --configuration $Configuration --verbosity quiet
}

function Invoke-Build {
    # A module that is rebuilt holds nothing of the one before.
    Remove-Item $module -Recurse -Force -ErrorAction Ignore
    dotnet build (Join-Path $root 'DataLakeTools.slnx') --configuration $Configuration --verbosity quiet
    Write-Host "The module is in $module"
}

function Invoke-Demo {
    # In a process of its own: a session that has loaded the module would keep its files open for the next build.
    $command = 'Import-Module $args[0]; Invoke-LakeJob $args[1] | Format-Table'
    $program, $first = & (Join-Path $root 'module/samples/schedule/Get-PowerShellCommand.ps1')
    & $program $first -NoProfile -NonInteractive -CommandWithArgs $command (Join-Path $root 'DataLakeTools.psd1') (Join-Path $root 'module/samples/first-lake.json')
}

function Invoke-Test {
    & (Join-Path $root 'tests/Invoke-TestRun.ps1') dotnet test (Join-Path $root 'DataLakeTools.slnx') --configuration $Configuration
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
}

function Invoke-Package {
    Invoke-Build
    $newPackage = Join-Path $root 'packaging/New-ModulePackage.ps1'
    & $newPackage -ModulePath $module -Destination $output | Format-Table | Out-Host
    foreach ($platform in $EnginePlatform) {
        dotnet msbuild (Join-Path $root 'src/DataLakeTools.DuckDb') -target:LayOutEngineModule -property:EnginePlatform=$platform -property:IsEngineWanted=true -verbosity:quiet -nologo
    }
    foreach ($engine in Get-ChildItem $output -Directory -Filter DataLakeTools.DuckDb.*) {
        & $newPackage -ModulePath $engine.FullName -Destination $output -Readme (Join-Path $root 'packaging/engine.md') | Format-Table | Out-Host
    }
    if (-not ($IsWindows -or (Get-Command clang, gcc -CommandType Application -ErrorAction Ignore))) {
        Write-Warning 'The native program and the Lambda function are left out: a linker (clang or gcc) is not on this machine.'
        return
    }
    # Linux links for both of its processors where clang and lld are.
    $here = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $platforms = $IsLinux -and @(Get-Command clang, ld.lld -CommandType Application -ErrorAction Ignore).Name -contains 'ld.lld' ? @('linux-x64', 'linux-arm64') : @($here)
    foreach ($platform in $platforms) {
        & (Join-Path $root 'packaging/New-ProgramPackage.ps1') -Destination $output -RuntimeIdentifier $platform | Format-Table | Out-Host
    }
    dotnet pack (Join-Path $root 'src/DataLakeTools.Host') --no-build --configuration $Configuration -p:PackAsTool=true -p:PublishAot=true --output $output --verbosity quiet --nologo
    $version = (Import-PowerShellDataFile (Join-Path $root 'DataLakeTools.psd1')).ModuleVersion
    $null = & (Join-Path $root 'packaging/New-Checksum.ps1') -Path "$output/datalake.$version.nupkg" -Destination "$output/datalake-$version.sha256"
    $others = 'linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64' | Where-Object { $_ -notin $platforms }
    Write-Host "The native program is made for $($platforms -join ' and '). Each of $($others -join ', ') needs a system of its own."
    # Lambda's program is linked on Linux.
    if (-not $IsLinux) { return }
    & (Join-Path $root 'packaging/New-LambdaPackage.ps1') -Destination (Join-Path $output 'lambda') -JobPath $JobPath -Architecture $Architecture | Format-Table | Out-Host
}

foreach ($name in $Task) {
    & "Invoke-$name"
}

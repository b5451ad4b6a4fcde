#Requires -Version 7.6
<#
.SYNOPSIS
Writes the bill of materials of a built module: CycloneDX 1.6 as JSON.

.DESCRIPTION
Every assembly and every native library that ships stands in it with its SHA-256, and every package that it came from with
version, licence and the SHA-512 of the lock file; so do the npm packages of the page that lies in DataLakeTools.Core. One that
no locked package explains is an error.

.PARAMETER ModulePath
The folder of the built module.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [string] $ModulePath
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$ModulePath = Convert-Path -LiteralPath $ModulePath
$module = Split-Path $ModulePath -Leaf
$manifest = Import-PowerShellDataFile (Join-Path $ModulePath "$module.psd1")
$packageFolder = (dotnet nuget locals global-packages --list) -replace '^[^:]*:\s*'

function Get-License([string] $name, [string] $version) {
    $nuspec = Join-Path $packageFolder $name.ToLowerInvariant() $version "$($name.ToLowerInvariant()).nuspec"
    $license = ([xml](Get-Content -LiteralPath $nuspec -Raw)).package.metadata.license
    if ($license.type -ne 'expression') { throw "The package $name $version does not name its licence as an SPDX expression." }
    $license.InnerText
}

function ConvertTo-Component([IO.FileInfo] $file) {
    [ordered]@{
        type   = 'file'
        name   = [IO.Path]::GetRelativePath($ModulePath, $file.FullName).Replace('\', '/')
        hashes = @(@{ alg = 'SHA-256'; content = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash.ToLowerInvariant() })
    }
}

# The version of a package of DuckDB.NET begins with that of DuckDB.
function ConvertTo-EngineComponent([IO.FileInfo] $file, [string] $version) {
    $version = ([version] $version).ToString(3)
    [ordered]@{
        type       = 'library'
        name       = 'DuckDB'
        version    = $version
        licenses   = @(@{ expression = 'MIT' })
        purl       = "pkg:github/duckdb/duckdb@v$version"
        components = @(ConvertTo-Component $file)
    }
}

function ConvertTo-PageComponent($package) {
    [ordered]@{
        type     = 'library'
        name     = $package.name
        version  = $package.version
        hashes   = @(@{ alg = 'SHA-512'; content = [Convert]::ToHexString([Convert]::FromBase64String($package.integrity -replace '^sha512-')).ToLowerInvariant() })
        licenses = @(@{ expression = $package.license })
        purl     = "pkg:npm/$($package.name)@$($package.version)"
    }
}

# The native library of the engine is not called as the package that it comes in, and is somebody else's work.
$engine = 'DuckDB.NET.Bindings.Full'
$engineFiles = 'libduckdb.so', 'libduckdb.dylib', 'duckdb.dll'

$locked = 'DataLakeTools', 'DataLakeTools.DuckDb' | ForEach-Object { Get-Content -LiteralPath (Join-Path $root "src/$_/packages.lock.json") -Raw | ConvertFrom-Json -AsHashtable } |
    ForEach-Object { $_.dependencies.Values } | ForEach-Object { $_.GetEnumerator() } | Where-Object { $_.Value.ContainsKey('resolved') }
$assemblies = Get-ChildItem -LiteralPath $ModulePath -Recurse -Include (@('*.dll') + $engineFiles) | Sort-Object FullName

$own = $assemblies | Where-Object BaseName -Like 'DataLakeTools*' | ForEach-Object { ConvertTo-Component $_ }
$page = Join-Path $root src/DataLakeTools.Core/obj/page/dashboard.html.packages.json
if (Test-Path -LiteralPath $page) {
    foreach ($core in $own | Where-Object name -Like '*DataLakeTools.Core.dll') {
        $core.components = @(Get-Content -LiteralPath $page -Raw | ConvertFrom-Json | ForEach-Object { ConvertTo-PageComponent $_ })
    }
}

$packages = foreach ($assembly in $assemblies | Where-Object BaseName -NotLike 'DataLakeTools*') {
    $isEngine = $assembly.Name -in $engineFiles
    $package = $locked | Where-Object Key -EQ ($isEngine ? $engine : $assembly.BaseName) | Select-Object -First 1
    if (-not $package) { throw "No locked package explains $($assembly.FullName)." }
    $version = $package.Value.resolved
    [ordered]@{
        type       = 'library'
        'bom-ref'  = "pkg:nuget/$($package.Key)@$version"
        name       = $package.Key
        version    = $version
        hashes     = @(@{ alg = 'SHA-512'; content = [Convert]::ToHexString([Convert]::FromBase64String($package.Value.contentHash)).ToLowerInvariant() })
        licenses   = @(@{ expression = Get-License $package.Key $version })
        purl       = "pkg:nuget/$($package.Key)@$version"
        components = @($isEngine ? (ConvertTo-EngineComponent $assembly $version) : (ConvertTo-Component $assembly))
    }
}

[ordered]@{
    bomFormat    = 'CycloneDX'
    specVersion  = '1.6'
    version      = 1
    metadata     = [ordered]@{
        component = [ordered]@{
            type      = 'library'
            'bom-ref' = "$module@$($manifest.ModuleVersion)"
            name      = $module
            version   = $manifest.ModuleVersion
            licenses  = @(@{ license = @{ id = 'MIT' } })
        }
    }
    components   = @($own) + @($packages)
    dependencies = @([ordered]@{ ref = "$module@$($manifest.ModuleVersion)"; dependsOn = @($packages | ForEach-Object { $_['bom-ref'] }) })
} | ConvertTo-Json -Depth 10

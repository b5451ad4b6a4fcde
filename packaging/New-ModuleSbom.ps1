#Requires -Version 7.6
<#
.SYNOPSIS
Writes the bill of materials of a built module: CycloneDX 1.6 as JSON.

.DESCRIPTION
Every assembly that ships stands in it with its SHA-256, and every package that it came from with version, licence and
the SHA-512 of the lock file. An assembly that no locked package explains is an error.

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
$manifest = Import-PowerShellDataFile (Join-Path $ModulePath 'DataLakeTools.psd1')
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

$locked = (Get-Content -LiteralPath (Join-Path $root 'src/DataLakeTools/packages.lock.json') -Raw | ConvertFrom-Json -AsHashtable).dependencies.Values |
    ForEach-Object { $_.GetEnumerator() } | Where-Object { $_.Value.ContainsKey('resolved') }
$assemblies = Get-ChildItem -LiteralPath $ModulePath -Recurse -Filter *.dll | Sort-Object FullName

$own = $assemblies | Where-Object BaseName -Like 'DataLakeTools*' | ForEach-Object { ConvertTo-Component $_ }
$packages = foreach ($assembly in $assemblies | Where-Object BaseName -NotLike 'DataLakeTools*') {
    $package = $locked | Where-Object Key -EQ $assembly.BaseName | Select-Object -First 1
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
        components = @(ConvertTo-Component $assembly)
    }
}

[ordered]@{
    bomFormat    = 'CycloneDX'
    specVersion  = '1.6'
    version      = 1
    metadata     = [ordered]@{
        component = [ordered]@{
            type      = 'library'
            'bom-ref' = "DataLakeTools@$($manifest.ModuleVersion)"
            name      = 'DataLakeTools'
            version   = $manifest.ModuleVersion
            licenses  = @(@{ license = @{ id = 'MIT' } })
        }
    }
    components   = @($own) + @($packages)
    dependencies = @([ordered]@{ ref = "DataLakeTools@$($manifest.ModuleVersion)"; dependsOn = @($packages | ForEach-Object { $_['bom-ref'] }) })
} | ConvertTo-Json -Depth 10

#Requires -Version 7.6
<#
.SYNOPSIS
Makes what is published of a built module: the .nupkg, the archive for machines without a gallery, an SBOM and checksums.

.DESCRIPTION
Packs what lies in output/DataLakeTools as it is: what was tested is what is published. Returns one object a file.

.PARAMETER ModulePath
The folder of the built module.

.PARAMETER Destination
The folder for the packages.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Destination
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$manifest = Import-PowerShellDataFile (Join-Path $ModulePath 'DataLakeTools.psd1')
$version = $manifest.ModuleVersion

# The tags that a gallery searches by: PSResourceGet would add them to a module that it packs itself.
$tags = @($manifest.PrivateData.PSData.Tags) + 'PSModule', 'PSIncludes_Cmdlet'
$tags += foreach ($name in $manifest.CmdletsToExport) { "PSCmdlet_$name", "PSCommand_$name" }

# MSBuild splits properties at ; and ,
$properties = @{
    Version             = $version
    Description         = $manifest.Description
    PackageReleaseNotes = $manifest.PrivateData.PSData.ReleaseNotes
    PackageTags         = $tags -join ' '
}
$arguments = foreach ($property in $properties.GetEnumerator()) {
    "-p:$($property.Key)=$($property.Value.Replace('%', '%25').Replace(';', '%3B').Replace(',', '%2C'))"
}
dotnet pack (Join-Path $PSScriptRoot 'DataLakeTools.Package.csproj') --output $Destination --verbosity quiet --nologo $arguments | Out-Host

$archive = Join-Path $Destination "DataLakeTools-$version.zip"
Compress-Archive -Path $ModulePath -DestinationPath $archive -CompressionLevel Optimal -Force
$sbom = Join-Path $Destination "DataLakeTools-$version.cdx.json"
& (Join-Path $PSScriptRoot 'New-ModuleSbom.ps1') -ModulePath $ModulePath | Set-Content -LiteralPath $sbom

# In the format of sha256sum, so that "sha256sum --check" understands it everywhere.
$files = (Join-Path $Destination "DataLakeTools.$version.nupkg"), $archive, $sbom
$checksums = Join-Path $Destination "DataLakeTools-$version.sha256"
$lines = foreach ($file in $files) {
    "$((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash.ToLowerInvariant())  $(Split-Path $file -Leaf)"
}
[IO.File]::WriteAllText($checksums, ($lines -join "`n") + "`n")

Get-Item -LiteralPath ($files + $checksums) | Select-Object FullName, Length

BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)

    function New-FakeVault {
        # A module of that name whose vault holds the token in every form that a vault may give it in.
        $folder = New-TestFolder
        $module = (New-Item (Join-Path $folder Microsoft.PowerShell.SecretManagement) -ItemType Directory).FullName
        $null = Write-TestFile (Join-Path $module Microsoft.PowerShell.SecretManagement.psd1) "@{ ModuleVersion = '1.1.2'; RootModule = 'Vault.psm1'; FunctionsToExport = 'Get-Secret' }"
        $null = Write-TestFile (Join-Path $module Vault.psm1) @'
function Get-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $Vault)

    $text = 'stand-in.read.token'
    $secure = ConvertTo-SecureString $text -AsPlainText -Force
    switch ($Name) {
        'secure' { $secure }
        'text' { $text }
        'credential' { [pscredential]::new('tmdb', $secure) }
        'bytes' { , [Text.Encoding]::UTF8.GetBytes($text) }
        'vaulted' { if ($Vault -eq 'films') { $secure } else { Write-Error "The secret $Name was not found." } }
        'table' { @{ token = $text } }
        default { Write-Error "The secret $Name was not found." }
    }
}
'@
        $folder
    }
}

Describe "The token of TMDB $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
        Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = $null }
        $token = ConvertTo-SecureString stand-in.read.token -AsPlainText -Force
    }

    AfterAll {
        Clear-LakeDefault
        Stop-StandIn
    }

    It 'is taken as a SecureString and as a credential' {
        (Get-TmdbGenre Crime -Token $token).id | Should -Be 80
        (Get-TmdbGenre Crime -Token ([pscredential]::new('tmdb', $token))).id | Should -Be 80
    }

    It 'is not taken as text, and the error does not repeat it' {
        $thrown = { Get-TmdbGenre -Token 'eyJ.hidden' } | Should -Throw -PassThru -ErrorId 'ParameterArgumentTransformationError,DataLakeTools.Commands.GetTmdbGenreCommand'

        "$thrown" | Should -BeLike '*Get-Secret*'
        $thrown.Exception.ToString() | Should -Not -BeLike '*eyJ.hidden*'
    }

    It 'is taken from the session' {
        Set-LakeDefault -Token $token
        (Get-TmdbGenre Crime).id | Should -Be 80
        Clear-LakeDefault
        { Get-TmdbGenre Crime } | Should -Throw -ErrorId 'TmdbUnauthorized,*'
    }

    It 'says how to install what reads vaults where it is not' {
        if (Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement) {
            Set-ItResult -Skipped -Because 'Microsoft.PowerShell.SecretManagement is on this machine'
        }

        $thrown = { Get-TmdbGenre -TokenSecret TmdbToken } | Should -Throw -PassThru -ErrorId 'SecretUnavailable,DataLakeTools.Commands.GetTmdbGenreCommand'

        $thrown.CategoryInfo.Category | Should -Be AuthenticationError
        $thrown.TargetObject | Should -Be TmdbToken
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*Install-PSResource Microsoft.PowerShell.SecretManagement*'
    }

    Context 'from a vault' {
        BeforeAll {
            Set-TestEnvironment @{ PSModulePath = (New-FakeVault) + [IO.Path]::PathSeparator + $env:PSModulePath }
        }

        AfterAll {
            Remove-Module Microsoft.PowerShell.SecretManagement -ErrorAction Ignore
        }

        AfterEach {
            Clear-LakeDefault
        }

        It 'is read, stored as <_>' -ForEach secure, text, credential, bytes {
            (Get-TmdbGenre Crime -TokenSecret $_).id | Should -Be 80
        }

        It 'is read from the vault that is named' {
            (Get-TmdbGenre Crime -TokenSecret vaulted -TokenVault films).id | Should -Be 80
            Set-LakeDefault -TmdbTokenSecret vaulted -Vault films
            (Get-TmdbGenre Crime).id | Should -Be 80
        }

        It 'of two defaults is the one set last' {
            Set-LakeDefault -Token (ConvertTo-SecureString wrong -AsPlainText -Force)
            Set-LakeDefault -TokenSecret secure
            (Get-TmdbGenre Crime).id | Should -Be 80
        }

        It 'is read for a job, for steps that fetch' {
            $folder = New-TestFolder
            $job = Write-TestFile (Join-Path $folder job.json) '{ "lake": "lake", "steps": [ { "type": "FetchMovies", "id": [1, 2] } ] }'

            (Invoke-LakeJob $job (Join-Path $folder lake) -TokenSecret secure).Status | Should -Be Uploaded
            { Invoke-LakeJob $job (Join-Path $folder lake) -ErrorAction Stop } | Should -Throw -ErrorId 'TmdbUnauthorized,*'
        }

        It 'is an error of its own when the vault has no <What>' -ForEach @(
            @{ What = 'such secret'; Secret = 'absent'; Like = "*'absent' could not be read: The secret absent was not found.*" }
            @{ What = 'text under it'; Secret = 'table'; Like = '*is no text*' }
        ) {
            $thrown = { Get-TmdbGenre -TokenSecret $Secret } | Should -Throw -PassThru -ErrorId 'SecretUnavailable,DataLakeTools.Commands.GetTmdbGenreCommand'

            "$thrown" | Should -BeLike $Like
            { Invoke-LakeJob ./none.json ./lake -TokenSecret $Secret } | Should -Throw -ErrorId 'SecretUnavailable,DataLakeTools.Commands.InvokeLakeJobCommand'
        }

        It 'stays out of everything that is said' {
            $said = & {
                Set-LakeDefault -TokenSecret text -Verbose -PassThru
                Get-LakeDefault
                Get-TmdbGenre Crime -Verbose -Debug
                Get-TmdbMovies -Id 999999999 -Verbose -Debug -ErrorAction Continue
                Get-History
            } *>&1 | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 500; "$_" }
            $said += $Error | ForEach-Object { $_ | Get-Error | Out-String -Width 500 }

            "$said" | Should -BeLike '*TmdbNotFound*'
            "$said" | Should -Not -BeLike '*stand-in.read.token*'
        }
    }
}

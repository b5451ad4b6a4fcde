BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $noServer = Get-MissingProgram moto_server
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1

    $secretKey = 'wJalrHIDDENSECRETKEY/bPxRfi+CYzz='
    $sessionToken = 'FwoGZHIDDENSESSIONTOKEN//example+token=='
    $secrets = @{ AWS_ACCESS_KEY_ID = 'AKIAHIDDENTESTS'; AWS_SECRET_ACCESS_KEY = $secretKey; AWS_SESSION_TOKEN = $sessionToken }

    function Get-AllThatIsSaid([scriptblock] $Script, [object[]] $Argument = @()) {
        # Everything that a process says while it does something: all streams, and the errors turned inside out.
        $file = Join-Path (New-TestFolder) said.txt
        $whole = [scriptblock]::Create(@"
            `$argument = `$args
            `$VerbosePreference = `$DebugPreference = `$InformationPreference = `$WarningPreference = 'Continue'
            Import-Module `$argument[0]
            & { $Script } *>&1 | ForEach-Object { `$_ | Format-List * -Force | Out-String -Width 500; "`$_" }
            foreach (`$record in `$Error) {
                `$record | Format-List * -Force | Out-String -Width 500
                `$record.InvocationInfo | Format-List * -Force | Out-String -Width 500
                `$record | Get-Error | Out-String -Width 500
                for (`$exception = `$record.Exception; `$exception; `$exception = `$exception.InnerException) {
                    `$exception.ToString()
                    `$exception | Format-List * -Force | Out-String -Width 500
                    `$exception.Data.GetEnumerator() | Out-String -Width 500
                }
            }
            'The end of the story.'
"@)
        $program, $first = Get-PowerShellCommand
        & $program $first -NoProfile -NonInteractive -OutputFormat Text -Command $whole -args (@(Get-BuiltModule) + $Argument) *> $file
        $said = Get-Content -LiteralPath $file -Raw
        $said | Should -BeLike '*The end of the story.*'
        $said
    }

    function Assert-NoSecret([string] $Said) {
        foreach ($form in $secretKey, $sessionToken, [uri]::EscapeDataString($secretKey), [uri]::EscapeDataString($sessionToken), 'HIDDENSECRETKEY', 'HIDDENSESSIONTOKEN') {
            $Said | Should -Not -BeLike "*$form*"
        }
    }
}

AfterAll {
    Restore-TestEnvironment
}

Describe "Secrets, beside a server $noServer" -Skip:([bool] $noServer) {
    BeforeAll {
        Start-TestServer
        Set-TestEnvironment $secrets
        $folder = New-TestFolder
        Copy-Sample $folder
        $movies = Join-Path $folder movies.csv
        $lake = (New-TestLake S3).Address
    }

    AfterAll {
        Stop-TestServer
    }

    It 'stay out of what a send says, well or ill' {
        $large = New-LargeCsv (Join-Path $folder large.csv)
        $bad = Write-TestFile (Join-Path $folder bad.csv) "a|b`n1`n"

        $said = Get-AllThatIsSaid -Argument $movies, $large, $bad, $lake {
            Send-RawCsv $argument[1..3] $argument[4] -PartSize 5MB -Verbose -Debug
            Send-RawCsv $argument[1] $argument[4] -Verbose -Debug
            Send-RawCsv $argument[1] $argument[4] -Origin Other -WhatIf
            Send-RawCsv $argument[1] s3://no-such-bucket -Verbose -Debug
            Send-RawCsv $argument[1] s3://no-such-bucket -EndpointUrl http://127.0.0.1:1 -Verbose -Debug
            Send-RawCsv $argument[1] $argument[4] -ProfileName nobody -Verbose -Debug
        }

        $said | Should -BeLike '*Uploaded*'
        $said | Should -BeLike '*CsvFieldCount*'
        $said | Should -BeLike '*LakeNotFound*'
        $said | Should -BeLike '*LakeUnavailable*'
        $said | Should -BeLike '*CredentialsUnavailable*'
        Assert-NoSecret $said
    }

    It 'stay out of what New-DataLakeBucket and Invoke-LakeJob say' {
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": ["movies.csv", "absent.csv"] } ] }'

        $said = Get-AllThatIsSaid -Argument $job, $lake {
            New-DataLakeBucket films-secret -Verbose -Debug
            Invoke-LakeJob $argument[1] $argument[2] -Verbose -Debug
        }

        $said | Should -BeLike '*block public access*'
        $said | Should -BeLike '*SourceNotFound*'
        Assert-NoSecret $said
    }

    It 'stay out when they cannot be sent' {
        Set-TestEnvironment @{ AWS_SESSION_TOKEN = "é`n$sessionToken" }
        try {
            $said = Get-AllThatIsSaid -Argument $movies, $lake {
                Send-RawCsv $argument[1] $argument[2] -Origin Odd -Verbose -Debug
            }
        }
        finally {
            Set-TestEnvironment $secrets
        }

        Assert-NoSecret $said
    }
}

Describe "Secrets, beside a server that refuses them $noServer" -Skip:([bool] $noServer) {
    BeforeAll {
        # With this moto checks who asks.
        Set-TestEnvironment @{ INITIAL_NO_AUTH_ACTION_COUNT = '0' }
        Start-TestServer
        Set-TestEnvironment $secrets
        $folder = New-TestFolder
        Copy-Sample $folder
    }

    AfterAll {
        Stop-TestServer
    }

    It 'stay out of what is said about it' {
        $said = Get-AllThatIsSaid -Argument (Join-Path $folder movies.csv) {
            Send-RawCsv $argument[1] s3://films-refused -Verbose -Debug
            New-DataLakeBucket films-refused -Verbose -Debug
        }

        $said | Should -Match 'AccessDenied,|CredentialsUnavailable,'
        Assert-NoSecret $said
    }
}

Describe 'Secrets in files' {
    BeforeAll {
        $folder = New-TestFolder
        Copy-Sample $folder
        Set-TestEnvironment @{
            AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null; AWS_SESSION_TOKEN = $null; AWS_EC2_METADATA_DISABLED = 'true'
            AWS_ENDPOINT_URL = 'http://127.0.0.1:1'; AWS_CONFIG_FILE = Join-Path $folder no-config
        }
    }

    AfterAll {
        Restore-TestEnvironment
    }

    It 'stay out of what Import-LakeEnvironment says' {
        $good = Write-TestFile (Join-Path $folder good.env) "AWS_ACCESS_KEY_ID=AKIA`nAWS_SECRET_ACCESS_KEY=$secretKey`nAWS_SESSION_TOKEN='$sessionToken'`n"
        $bad = Write-TestFile (Join-Path $folder bad.env) "AWS_SECRET_ACCESS_KEY=""$secretKey`n$sessionToken"

        $said = Get-AllThatIsSaid -Argument $good, $bad {
            Import-LakeEnvironment $argument[1] -WhatIf
            Import-LakeEnvironment $argument[1] -Verbose -Debug
            Import-LakeEnvironment $argument[1] -Verbose -Debug | ConvertTo-Json -Depth 5 -WarningAction Ignore
            Import-LakeEnvironment $argument[2] -Verbose -Debug
        }

        $said | Should -BeLike '*AWS_SECRET_ACCESS_KEY*'
        $said | Should -BeLike '*InvalidEnvironmentFile*'
        Assert-NoSecret $said
    }

    It 'stay out of what is said about an address that holds one' {
        $job = Write-TestFile (Join-Path $folder job.json) "{ ""endpointUrl"": ""ftp://maria:$secretKey@localhost"", ""steps"": [ { ""type"": ""SendCsv"", ""path"": ""movies.csv"" } ] }"

        $said = Get-AllThatIsSaid -Argument (Join-Path $folder movies.csv), "s3://AKIA:HIDDENSECRETKEY@films/raw", 'https://films.s3.amazonaws.com/k?X-Amz-Signature=HIDDENSECRETKEY', 'http://maria:HIDDENSECRETKEY@localhost', $job {
            Send-RawCsv $argument[1] $argument[2] -Verbose -Debug
            Send-RawCsv $argument[1] $argument[3] -Verbose -Debug
            Send-RawCsv $argument[1] s3://films -EndpointUrl $argument[4] -Verbose -Debug
            Invoke-LakeJob $argument[5] s3://films -Verbose -Debug
        }

        $said | Should -BeLike '*InvalidLakeAddress*'
        $said | Should -BeLike '*InvalidOption*'
        $said | Should -BeLike '*InvalidJob*'
        Assert-NoSecret $said
    }

    It 'stay out of what is said about a credentials file with <What>' -ForEach @(
        @{ What = 'a line that is none'; Text = "[films]`naws_access_key_id = AKIA`naws_secret_access_key wJalrHIDDENSECRETKEY/bPxRfi+CYzz=`n" }
        @{ What = 'a key missing'; Text = "[films]`naws_secret_access_key = wJalrHIDDENSECRETKEY/bPxRfi+CYzz=`n" }
        @{ What = 'a good profile'; Text = "[films]`naws_access_key_id = AKIA`naws_secret_access_key = wJalrHIDDENSECRETKEY/bPxRfi+CYzz=`n" }
    ) {
        Set-TestEnvironment @{ AWS_SHARED_CREDENTIALS_FILE = Write-TestFile (Join-Path $folder credentials) $Text }

        $said = Get-AllThatIsSaid -Argument (Join-Path $folder movies.csv) {
            Send-RawCsv $argument[1] s3://films -ProfileName films -Verbose -Debug
        }

        $said | Should -Match 'CredentialsUnavailable,|LakeUnavailable,'
        Assert-NoSecret $said
    }
}

Describe 'Secrets in files and programs that are broken by chance' {
    BeforeAll {
        # A text of one kind of letter in a row, so that a piece of it is recognised, too.
        $mark = 'QQXQZ'
        $secret = "$mark/$mark+$mark=$mark"
        $random = [Random]::new(20220502)
        $folder = New-TestFolder
        $wild = "`0", "`e[31m", "`n", "`r", '"', "'", '=', '[', ']', '#', '\', '${', '}', ' ', "`u{202E}", '%', ':'

        function Get-Broken([string] $Text) {
            # The text with a few changes: something gone, doubled, put in, or cut off.
            for ($changes = $random.Next(1, 5); $changes -gt 0; $changes--) {
                $at = $random.Next($Text.Length + 1)
                $length = [Math]::Min($random.Next(1, 9), $Text.Length - $at)
                $Text = switch ($random.Next(4)) {
                    0 { $Text.Remove($at, $length) }
                    1 { $Text.Insert($at, $Text.Substring($at, $length)) }
                    2 { $random.Next(6) ? $Text : $Text.Substring(0, $at) }
                    3 { $Text.Insert($at, $wild[$random.Next($wild.Count)]) }
                }
            }

            $Text
        }

        function Get-Said([scriptblock] $Command) {
            # All streams, and the errors turned inside out; all in this process.
            $before = $Error.Count
            $Error.Clear()
            $said = & $Command *>&1 | ForEach-Object { "$_"; if ($_ -is [Management.Automation.ErrorRecord]) { "$($_.ErrorDetails.RecommendedAction) $($_.TargetObject) $($_.FullyQualifiedErrorId)" } }
            $said += foreach ($record in $Error) { for ($exception = $record.Exception; $exception; $exception = $exception.InnerException) { "$exception $($exception.Message) $($exception.Data.Values)" } }
            $Error.Clear()
            "$said"
        }

        function Assert-Hidden([string] $Said, [string] $Text) {
            if ($Said -match $mark -or $Said -notmatch '\S') {
                throw "Of this text:`n$Text`nwas said:`n$Said"
            }
        }

        Set-TestEnvironment @{
            AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null; AWS_SESSION_TOKEN = $null; AWS_EC2_METADATA_DISABLED = 'true'
            AWS_ENDPOINT_URL = $null; AWS_CONFIG_FILE = Join-Path $folder config; AWS_SHARED_CREDENTIALS_FILE = Join-Path $folder credentials
        }
        Import-Module (Get-BuiltModule)
        $reach = @{ ProfileName = 'films'; EndpointUrl = 'http://127.0.0.1:1'; MaximumRetryCount = 0; ErrorAction = 'Continue'; Verbose = $true; Debug = $true }
    }

    AfterAll {
        Restore-TestEnvironment
    }

    It 'stay out of what is said about 400 .env files' {
        $texts = "AWS_SECRET_ACCESS_KEY=$secret`nTMDB_TOKEN='$secret'`n", "export A=`"$secret`nB=$secret`"`n$secret`n", "A='$secret`nB=`${$secret`:-$secret}`nC=`"\u$secret`"`n$secret=$secret`n"
        for ($round = 0; $round -lt 400; $round++) {
            $text = Get-Broken $texts[$random.Next($texts.Count)]
            [IO.File]::WriteAllText("$folder/broken.env", $text)

            # The names of its variables are shown, and a broken file may have made a name of a secret: those are not looked for.
            $said = Get-Said { try { Import-LakeEnvironment "$folder/broken.env" -WhatIf -Verbose -Debug | Out-Null; 'read' } catch { $_ } }
            Assert-Hidden ($said -replace 'What if:.*') $text
        }
    }

    It 'stay out of what is said about 150 files of AWS' {
        $texts = @(
            "[films]`naws_access_key_id = $secret`naws_secret_access_key = $secret`naws_session_token = $secret`n"
            "[profile films]`nregion = $secret`nendpoint_url = https://user:$secret@example.com/$secret`nmax_attempts = $secret`n"
            "[profile films]`ns3 =`n  addressing_style = $secret`n  use_accelerate_endpoint = $secret`nretry_mode = $secret`nservices = $secret`n"
            "$secret`n[films`n$secret = `n[films]]`n  $secret`: $secret`n"
        )
        for ($round = 0; $round -lt 150; $round++) {
            $text = Get-Broken $texts[$random.Next($texts.Count)]
            [IO.File]::WriteAllText("$folder/config", $text)
            [IO.File]::WriteAllText("$folder/credentials", (Get-Broken $texts[$random.Next($texts.Count)]))

            Assert-Hidden (Get-Said { try { Get-LakeObject s3://films @reach } catch { $_ } }) $text
        }
    }

    It 'stay out of what is said about 50 programs that print credentials' {
        $texts = @(
            "{`"Version`":1,`"AccessKeyId`":`"$secret`",`"SecretAccessKey`":`"$secret`",`"SessionToken`":`"$secret`",`"Expiration`":`"$secret`"}"
            "{`"Version`":`"$secret`",`"AccessKeyId`":[`"$secret`"],`"SecretAccessKey`":{`"$secret`":1} }"
            "Password: $secret`n<html>$secret</html>"
        )
        Remove-Item "$folder/credentials" -ErrorAction Ignore
        [IO.File]::WriteAllText("$folder/config", "[profile films]`ncredential_process = $($IsWindows ? 'type' : 'cat') $folder/printed`n")
        for ($round = 0; $round -lt 50; $round++) {
            $text = Get-Broken $texts[$random.Next($texts.Count)]
            [IO.File]::WriteAllText("$folder/printed", $text)

            Assert-Hidden (Get-Said { try { Get-LakeObject s3://films @reach } catch { $_ } }) $text
        }
    }
}

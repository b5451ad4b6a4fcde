BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $noServer = Get-MissingProgram moto_server, aws
    $noCertificate = $IsLinux ? (Get-MissingProgram moto_server, aws, openssl) : 'skipped, .NET takes SSL_CERT_FILE on Linux alone'
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
}

Describe 'New-DataLakeBucket, for a folder' {
    BeforeEach {
        Set-TestEnvironment @{ DATALAKE_URI = $null }
        $lake = Join-Path (New-TestFolder) 'new/lake'
    }

    AfterEach {
        Restore-TestEnvironment
    }

    It 'creates it once' {
        $report = New-DataLakeBucket $lake

        $report.PSTypeNames[0] | Should -BeExactly DataLakeTools.LakeCreationReport
        $report.Status | Should -Be Created
        $report.Lake | Should -Be $lake
        $report.Region | Should -BeNullOrEmpty
        $report.Changes | Should -Be 'create the folder'
        $lake | Should -Exist

        $again = New-DataLakeBucket $lake
        $again.Status | Should -Be Unchanged
        $again.Changes | Should -BeNullOrEmpty
    }

    It 'creates nothing with -WhatIf' {
        $report = New-DataLakeBucket $lake -WhatIf

        $report.Status | Should -Be WhatIf
        $report.Changes | Should -Be 'create the folder'
        $lake | Should -Not -Exist
    }

    It 'starts a relative folder at the current location' {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        try {
            (New-DataLakeBucket ./lake).Lake | Should -Be (Join-Path $folder lake)
        }
        finally {
            Pop-Location
        }
    }

    It 'takes the lake of DATALAKE_URI when none is named' {
        Set-TestEnvironment @{ DATALAKE_URI = $lake }
        (New-DataLakeBucket).Lake | Should -Be $lake
    }

    It 'is refused when no lake is named anywhere' {
        { New-DataLakeBucket } | Should -Throw -ErrorId 'LakeNotGiven,DataLakeTools.Commands.NewDataLakeBucketCommand'
    }

    It 'says that it cannot create a folder where a file stands in the way' {
        $file = Write-TestFile (Join-Path (New-TestFolder) lake) ''

        New-DataLakeBucket "$file/inside" -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeWriteFailed,DataLakeTools.Commands.NewDataLakeBucketCommand'
        $errors[0].CategoryInfo.Category | Should -Be WriteError
    }

    It 'shows what it did as a table, in strict mode' {
        Set-StrictMode -Version Latest
        New-DataLakeBucket $lake | Out-String -Width 200 | Should -Match "Created .*$([regex]::Escape($lake)) +create the folder"
    }
}

Describe 'New-DataLakeBucket, for names that no bucket can have' {
    BeforeAll {
        # Nobody answers and nobody is known: a name that is looked at before any call needs neither.
        Set-TestEnvironment @{ AWS_ENDPOINT_URL = 'http://127.0.0.1:1'; AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null; AWS_EC2_METADATA_DISABLED = 'true' }
    }

    AfterAll {
        Restore-TestEnvironment
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'ab'; Id = 'InvalidLakeAddress' }
        @{ Name = 'a' * 64; Id = 'InvalidLakeAddress' }
        @{ Name = 'Data-Lake'; Id = 'InvalidLakeAddress' }
        @{ Name = 'data_lake'; Id = 'InvalidBucketName' }
        @{ Name = 'data..lake'; Id = 'InvalidLakeAddress' }
        @{ Name = '-data-lake'; Id = 'InvalidBucketName' }
        @{ Name = 'data-lake-'; Id = 'InvalidBucketName' }
        @{ Name = '192.168.0.1'; Id = 'InvalidBucketName' }
        @{ Name = 'xn--data-lake'; Id = 'InvalidBucketName' }
        @{ Name = 'data-lake-s3alias'; Id = 'InvalidBucketName' }
    ) {
        foreach ($address in $Name, "s3://$Name") {
            $caught = try { New-DataLakeBucket $address -ErrorAction Stop } catch { $_ }

            $caught.FullyQualifiedErrorId | Should -BeExactly "$Id,DataLakeTools.Commands.NewDataLakeBucketCommand"
            $caught.CategoryInfo.Category | Should -Be InvalidArgument
            $caught.ErrorDetails.Message | Should -BeLike "*'$Name'*"
            $caught.ErrorDetails.RecommendedAction | Should -BeLike '*3 to 63 characters*'
        }
    }
}

Describe "New-DataLakeBucket, for S3 $noServer" -Skip:([bool] $noServer) {
    BeforeAll {
        Start-TestServer

        function Get-Setting([string] $What, [string] $Bucket) {
            try {
                Invoke-AwsCli s3api $What --bucket $Bucket | ConvertFrom-Json
            }
            catch {
                $_.Exception.Message
            }
        }
    }

    AfterAll {
        Stop-TestServer
    }

    It 'creates a bucket that is private and encrypted' {
        $report = New-DataLakeBucket s3://films-one

        $report.Status | Should -Be Created
        $report.Lake | Should -Be s3://films-one
        $report.Region | Should -Be us-east-1
        $report.Changes[0..2] | Should -Be 'create the bucket in us-east-1', 'block public access', 'encrypt with SSE-S3 by default'
        $report.Changes[3] | Should -BeLike 'skipped: refuse plain HTTP by policy, because http://127.0.0.1:* is plain HTTP'

        $block = (Get-Setting get-public-access-block films-one).PublicAccessBlockConfiguration
        $block.BlockPublicAcls, $block.IgnorePublicAcls, $block.BlockPublicPolicy, $block.RestrictPublicBuckets | Should -Be $true, $true, $true, $true
        (Get-Setting get-bucket-encryption films-one).ServerSideEncryptionConfiguration.Rules.ApplyServerSideEncryptionByDefault.SSEAlgorithm | Should -Be AES256
        Get-Setting get-bucket-versioning films-one | Should -BeNullOrEmpty
    }

    It 'changes nothing the second time' {
        $null = New-DataLakeBucket films-two -Versioning
        $before = 'get-public-access-block', 'get-bucket-encryption', 'get-bucket-versioning', 'get-bucket-acl' | ForEach-Object { Get-Setting $_ films-two | ConvertTo-Json -Depth 9 }

        $report = New-DataLakeBucket films-two -Versioning

        $report.Status | Should -Be Unchanged
        $report.Changes | Should -BeLike 'skipped:*'
        'get-public-access-block', 'get-bucket-encryption', 'get-bucket-versioning', 'get-bucket-acl' | ForEach-Object { Get-Setting $_ films-two | ConvertTo-Json -Depth 9 } | Should -Be $before
    }

    It 'keeps versions when asked, and keeps keeping them' {
        $null = New-DataLakeBucket films-versions

        $report = New-DataLakeBucket films-versions -Versioning
        $report.Status | Should -Be Updated
        $report.Changes | Should -Contain 'keep versions'
        (Get-Setting get-bucket-versioning films-versions).Status | Should -Be Enabled

        (New-DataLakeBucket films-versions).Status | Should -Be Unchanged
        (Get-Setting get-bucket-versioning films-versions).Status | Should -Be Enabled
    }

    It 'brings a bucket that others made in line, and leaves its ACL and objects alone' {
        $null = Invoke-AwsCli s3api create-bucket --bucket films-theirs
        $null = Invoke-AwsCli s3api put-bucket-acl --bucket films-theirs --acl public-read
        $null = Invoke-AwsCli s3api put-object --bucket films-theirs --key precious
        $acl = Get-Setting get-bucket-acl films-theirs | ConvertTo-Json -Depth 9

        $report = New-DataLakeBucket films-theirs

        $report.Status | Should -Be Updated
        $report.Changes | Should -Not -Contain 'create the bucket in us-east-1'
        $report.Changes | Should -Contain 'block public access'
        Get-Setting get-bucket-acl films-theirs | ConvertTo-Json -Depth 9 | Should -Be $acl
        (Get-Setting list-objects-v2 films-theirs).Contents.Key | Should -Be precious
    }

    It 'encrypts with a KMS key' {
        $report = New-DataLakeBucket films-kms -KmsKeyId alias/films

        $report.Changes | Should -Contain 'encrypt with the KMS key alias/films by default'
        $rule = (Get-Setting get-bucket-encryption films-kms).ServerSideEncryptionConfiguration.Rules
        $rule.ApplyServerSideEncryptionByDefault.SSEAlgorithm | Should -Be aws:kms
        $rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID | Should -Be alias/films
        $rule.BucketKeyEnabled | Should -BeTrue
        (New-DataLakeBucket films-kms -KmsKeyId alias/films).Status | Should -Be Unchanged
    }

    It 'creates in the region of <From>' -ForEach @(
        @{ From = '-Region'; Given = @{ Region = 'sa-east-1' }; Variable = @{}; Expected = 'sa-east-1' }
        @{ From = 'AWS_DEFAULT_REGION'; Given = @{}; Variable = @{ AWS_DEFAULT_REGION = 'eu-west-1' }; Expected = 'eu-west-1' }
        @{ From = 'AWS_REGION'; Given = @{}; Variable = @{ AWS_REGION = 'eu-central-1' }; Expected = 'eu-central-1' }
    ) {
        Set-TestEnvironment $Variable
        try {
            $bucket = "films-$Expected"
            (New-DataLakeBucket $bucket @Given).Region | Should -Be $Expected
            (Get-Setting get-bucket-location $bucket).LocationConstraint | Should -Be $Expected
        }
        finally {
            Set-TestEnvironment @{ AWS_DEFAULT_REGION = 'us-east-1'; AWS_REGION = $null }
        }
    }

    It 'creates nothing with -WhatIf, and says what it would do' {
        $report = New-DataLakeBucket films-imagined -Versioning -WhatIf

        $report.Status | Should -Be WhatIf
        $report.Changes | Should -Contain 'create the bucket in us-east-1'
        $report.Changes | Should -Contain 'keep versions'
        Get-Setting head-bucket films-imagined | Should -BeLike '*404*'
    }

    It 'changes nothing of a bucket with -WhatIf' {
        $null = Invoke-AwsCli s3api create-bucket --bucket films-bare

        $report = New-DataLakeBucket films-bare -Versioning -WhatIf

        $report.Status | Should -Be WhatIf
        $report.Changes | Should -Contain 'block public access'
        Get-Setting get-public-access-block films-bare | Should -BeLike '*NoSuchPublicAccessBlockConfiguration*'
        Get-Setting get-bucket-versioning films-bare | Should -BeNullOrEmpty
    }

    It 'says that a bucket is somebody else''s' {
        $other = (Invoke-AwsCli sts assume-role --role-arn arn:aws:iam::111111111111:role/other --role-session-name other | ConvertFrom-Json).Credentials
        Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = $other.AccessKeyId; AWS_SECRET_ACCESS_KEY = $other.SecretAccessKey; AWS_SESSION_TOKEN = $other.SessionToken }
        $null = Invoke-AwsCli s3api create-bucket --bucket films-of-others
        Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test'; AWS_SESSION_TOKEN = $null }

        New-DataLakeBucket films-of-others -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'BucketOwnedByOthers,DataLakeTools.Commands.NewDataLakeBucketCommand'
        $errors[0].CategoryInfo.Category | Should -Be PermissionDenied
        $errors[0].TargetObject | Should -Be s3://films-of-others
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*another name*'
    }

    It 'takes several from the pipeline' {
        ('films-a', 's3://films-b' | New-DataLakeBucket).Lake | Should -Be s3://films-a, s3://films-b
    }

    It 'makes a lake that Send-RawCsv can use at once' {
        $folder = New-TestFolder
        Copy-Sample $folder

        $report = New-DataLakeBucket films-used
        (Send-RawCsv (Join-Path $folder movies.csv) $report.Lake).Status | Should -Be Uploaded
    }

    It 'says how to get credentials when there are none' {
        Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null }
        try {
            New-DataLakeBucket films-nobody -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
        finally {
            Set-TestEnvironment @{ AWS_ACCESS_KEY_ID = 'test'; AWS_SECRET_ACCESS_KEY = 'test' }
        }

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'CredentialsUnavailable,DataLakeTools.Commands.NewDataLakeBucketCommand'
    }
}

Describe "New-DataLakeBucket, for S3 over HTTPS $noCertificate" -Skip:([bool] $noCertificate) {
    BeforeAll {
        $certificate = Join-Path (New-TestFolder) certificate.pem
        $key = Join-Path (New-TestFolder) key.pem
        $null = openssl req -x509 -newkey rsa:2048 -nodes -keyout $key -out $certificate -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>&1
        Start-TestServer -Certificate $certificate -Key $key

        # .NET reads the trusted certificates once in the life of a process.
        Set-TestEnvironment @{ SSL_CERT_FILE = $certificate; AWS_CA_BUNDLE = $certificate }

        function New-BucketElsewhere([string[]] $Bucket) {
            Invoke-OtherPowerShell -Argument (Get-BuiltModule), $Bucket {
                param($module, $buckets)
                Import-Module $module
                $buckets | New-DataLakeBucket | ForEach-Object { [pscustomobject] @{ Status = "$($_.Status)"; Changes = @($_.Changes) } }
            }
        }

        function Get-Policy([string] $Bucket) {
            (Invoke-AwsCli s3api get-bucket-policy --bucket $Bucket | ConvertFrom-Json).Policy | ConvertFrom-Json
        }
    }

    AfterAll {
        Stop-TestServer
    }

    It 'refuses plain HTTP by policy, once' {
        $reports = New-BucketElsewhere films-tls, films-tls

        $reports.Status | Should -Be Created, Unchanged
        $reports[0].Changes | Should -Contain 'refuse plain HTTP by policy'
        $reports[1].Changes | Should -BeNullOrEmpty
        $statement = (Get-Policy films-tls).Statement
        $statement | Should -HaveCount 1
        $statement.Effect | Should -Be Deny
        $statement.Principal | Should -Be '*'
        $statement.Action | Should -Be 's3:*'
        $statement.Resource | Should -Be arn:aws:s3:::films-tls, arn:aws:s3:::films-tls/*
        $statement.Condition.Bool.'aws:SecureTransport' | Should -Be 'false'
    }

    It 'keeps what else stands in the policy' {
        $file = Write-TestFile (Join-Path (New-TestFolder) policy.json) '{ "Version": "2012-10-17", "Id": "mine", "Statement": { "Sid": "ReadForAll", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::films-policy/*" } }'
        $null = Invoke-AwsCli s3api create-bucket --bucket films-policy
        $null = Invoke-AwsCli s3api put-bucket-policy --bucket films-policy --policy "file://$file"

        (New-BucketElsewhere films-policy).Status | Should -Be Updated

        $policy = Get-Policy films-policy
        $policy.Id | Should -Be mine
        $policy.Statement.Sid | Should -Be ReadForAll, DenyPlainHttp
        $policy.Statement[0].Action | Should -Be s3:GetObject
    }
}

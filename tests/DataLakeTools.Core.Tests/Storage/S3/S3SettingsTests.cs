using System.Text;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>What is set outside, found where the AWS CLI finds it: a parameter, then the environment, then the profile.</summary>
public sealed class S3SettingsTests
{
    private const string Services = "[profile films]\nservices = local\nendpoint_url = http://of-profile\n[services local]\ns3 =\n  endpoint_url = http://of-services\n";

    [Theory]
    [InlineData("http://of-parameter/", "http://of-variable-of-s3", "http://of-variable", "", "http://of-parameter/")]
    [InlineData(null, "http://of-variable-of-s3", "http://of-variable", "", "http://of-variable-of-s3/")]
    [InlineData(null, "", "http://of-variable", "", "http://of-variable/")]
    [InlineData(null, "", "", "", "http://of-services/")]
    [InlineData(null, "http://of-variable-of-s3", "http://of-variable", "true", null)]
    [InlineData("http://of-parameter/", "", "", "TRUE", "http://of-parameter/")]
    [InlineData(null, "", "", "1", "http://of-services/")]
    public void The_endpoint_comes_from_the_first_that_has_one(string? given, string ofS3, string ofAll, string ignored, string? expected)
    {
        using var files = new AwsFiles(Services);
        files.Variables["AWS_ENDPOINT_URL_S3"] = ofS3;
        files.Variables["AWS_ENDPOINT_URL"] = ofAll;
        files.Variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = ignored;

        Assert.Equal(expected, files.Find("films", endpoint: given).EndpointUrl?.ToString());
    }

    [Fact]
    public void A_command_that_asks_the_metadata_service_twice_waits_for_it_three_seconds_at_most() =>
        Assert.InRange(2 * S3Credentials.MetadataTimeout.TotalSeconds, 0, 3);

    [Fact]
    public void An_endpoint_of_the_profile_is_used_where_its_services_have_none_for_S3()
    {
        using var files = new AwsFiles("[profile films]\nservices = local\nendpoint_url = http://of-profile\n[services local]\nsts =\n  endpoint_url = http://of-sts\n");

        Assert.Equal("http://of-profile/", files.Find("films").EndpointUrl!.ToString());
    }

    [Fact]
    public void Services_that_are_not_there_are_an_error()
    {
        using var files = new AwsFiles("[profile films]\nservices = nowhere\n");

        var refusal = Assert.Throws<S3SettingsException>(() => files.Find("films"));

        Assert.Equal((S3SettingsProblem.InvalidValue, "services of the profile 'films'"), (refusal.Problem, refusal.Setting));
    }

    [Theory]
    [InlineData("ignore_configured_endpoint_urls = true\nendpoint_url = http://of-profile", null)]
    [InlineData("ignore_configured_endpoint_urls = false\nendpoint_url = http://of-profile", "http://of-profile/")]
    public void A_profile_may_say_that_its_endpoint_is_not_used(string profile, string? expected) =>
        Assert.Equal(expected, AwsFiles.Find(profile).EndpointUrl?.ToString());

    [Theory]
    [InlineData("films", "", "", "sa-east-1")]
    [InlineData(null, "films", "", "sa-east-1")]
    [InlineData(null, "", "films", "sa-east-1")]
    [InlineData(null, "other", "films", "eu-west-1")]
    [InlineData(null, "", "", "us-west-2")]
    public void The_profile_comes_from_a_parameter_or_the_environment(string? given, string ofDefault, string ofProfile, string expected)
    {
        using var files = new AwsFiles("[default]\nregion = us-west-2\n[profile films]\nregion = sa-east-1\n[profile other]\nregion = eu-west-1\n");
        files.Variables["AWS_DEFAULT_PROFILE"] = ofDefault;
        files.Variables["AWS_PROFILE"] = ofProfile;

        Assert.Equal(expected, files.Find(given).Region);
    }

    [Theory]
    [InlineData("AWS_PROFILE")]
    [InlineData("AWS_DEFAULT_PROFILE")]
    public void A_profile_of_the_environment_that_is_not_there_is_an_error(string variable)
    {
        using var files = new AwsFiles("[default]\nregion = us-west-2\n");
        files.Variables[variable] = "typo";

        Assert.Equal(S3SettingsProblem.UnknownProfile, Assert.Throws<S3SettingsException>(() => files.Find()).Problem);
    }

    [Theory]
    [InlineData("ca-west-1", "eu-west-1", "eu-west-2", "ca-west-1")]
    [InlineData(null, "eu-west-1", "eu-west-2", "eu-west-1")]
    [InlineData(null, "", "eu-west-2", "eu-west-2")]
    [InlineData(null, "", "", "sa-east-1")]
    public void The_region_comes_from_the_first_that_has_one(string? given, string ofRegion, string ofDefault, string expected)
    {
        using var files = new AwsFiles("[profile films]\nregion = sa-east-1\n");
        files.Variables["AWS_REGION"] = ofRegion;
        files.Variables["AWS_DEFAULT_REGION"] = ofDefault;

        Assert.Equal(expected, files.Find("films", given).Region);
    }

    [Theory]
    [InlineData("us east 1")]
    [InlineData("-us-east-1")]
    [InlineData("us-east-1/")]
    [InlineData("1234")]
    [InlineData("us_east_1")]
    [InlineData("http://localhost")]
    public void A_region_that_is_no_name_of_one_is_an_error(string region)
    {
        using var files = new AwsFiles();
        files.Variables["AWS_REGION"] = region;

        var refusal = Assert.Throws<S3SettingsException>(() => files.Find());

        Assert.Equal((S3SettingsProblem.InvalidRegion, "AWS_REGION"), (refusal.Problem, refusal.Setting));
    }

    [Theory]
    [InlineData("", "", "", null)]
    [InlineData("", "max_attempts = 2", "", 1)]
    [InlineData("7", "max_attempts = 2", "", 6)]
    [InlineData("1", "", "", 0)]
    [InlineData("", "retry_mode = legacy", "", 4)]
    [InlineData("", "retry_mode = standard", "", 2)]
    [InlineData("", "retry_mode = legacy", "adaptive", 2)]
    [InlineData("4", "retry_mode = legacy", "standard", 3)]
    public void Retries_are_the_attempts_that_were_set_less_one(string attempts, string profile, string mode, int? expected)
    {
        using var files = new AwsFiles($"[default]\n{profile}\n");
        files.Variables["AWS_MAX_ATTEMPTS"] = attempts;
        files.Variables["AWS_RETRY_MODE"] = mode;

        Assert.Equal(expected, files.Find().MaxRetries);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "when_required", false)]
    [InlineData("WHEN_REQUIRED", "when_supported", false)]
    [InlineData("when_supported", "when_required", true)]
    public void Checksums_are_sent_and_asked_for_unless_only_what_is_required_is_wanted(string variable, string profile, bool expected)
    {
        using var files = new AwsFiles($"[default]\nrequest_checksum_calculation = {profile}\nresponse_checksum_validation = {profile}\n");
        files.Variables["AWS_REQUEST_CHECKSUM_CALCULATION"] = variable;
        files.Variables["AWS_RESPONSE_CHECKSUM_VALIDATION"] = variable;

        var settings = files.Find();

        Assert.Equal((expected, expected), (settings.SendsChecksums, settings.AsksForChecksums));
    }

    [Theory]
    [InlineData("AWS_MAX_ATTEMPTS", "0")]
    [InlineData("AWS_MAX_ATTEMPTS", "many")]
    [InlineData("AWS_RETRY_MODE", "fast")]
    [InlineData("AWS_REQUEST_CHECKSUM_CALCULATION", "always")]
    [InlineData("AWS_RESPONSE_CHECKSUM_VALIDATION", "never")]
    public void A_value_that_the_AWS_CLI_refuses_is_refused(string variable, string value)
    {
        using var files = new AwsFiles();
        files.Variables[variable] = value;

        var refusal = Assert.Throws<S3SettingsException>(() => files.Find());

        Assert.Equal((S3SettingsProblem.InvalidValue, variable), (refusal.Problem, refusal.Setting));
    }

    [Theory]
    [InlineData("true", "false", true)]
    [InlineData("false", "true", false)]
    [InlineData("", "True", true)]
    [InlineData("", "1", false)]
    public void FIPS_and_dual_stack_come_from_the_environment_before_the_profile(string variable, string profile, bool expected)
    {
        using var files = new AwsFiles($"[default]\nuse_fips_endpoint = {profile}\nuse_dualstack_endpoint = {profile}\n");
        files.Variables["AWS_USE_FIPS_ENDPOINT"] = variable;
        files.Variables["AWS_USE_DUALSTACK_ENDPOINT"] = variable;

        var settings = files.Find();

        Assert.Equal((expected, expected), (settings.UseFips, settings.UseDualStack));
    }

    [Theory]
    [InlineData("\uFEFF[films]\r\nregion = sa-east-1\r\n")]
    [InlineData("[ films ]\n  region=sa-east-1   \n")]
    [InlineData("# head\n; more\n\n[films]\naws_access_key_id = X\n\n[films]\nREGION = sa-east-1\n")]
    [InlineData("[films]\nregion: sa-east-1")]
    [InlineData("[films]\ns3 =\n  addressing_style = path\n\n  # of s3\n  use_accelerate_endpoint = false\nregion = sa-east-1")]
    public void A_file_may_be_written_in_any_of_these_ways(string credentials)
    {
        using var files = new AwsFiles(credentials: credentials);

        Assert.Equal("sa-east-1", files.Find("films").Region);
    }

    [Theory]
    [InlineData("[profile \"my films\"]\nregion = sa-east-1\n", "my films")]
    [InlineData("[profile 'my films']\nregion = sa-east-1\n", "my films")]
    [InlineData("[profile  films]\nregion = sa-east-1\n", "films")]
    [InlineData("[profile default]\nregion = sa-east-1\n", "default")]
    public void A_name_may_have_quotes_in_the_configuration_file(string config, string name)
    {
        using var files = new AwsFiles(config);

        Assert.Equal("sa-east-1", files.Find(name).Region);
    }

    [Fact]
    public void What_the_credentials_file_says_of_a_profile_goes_first()
    {
        using var files = new AwsFiles("[profile films]\nregion = eu-west-1\nmax_attempts = 2\n", "[films]\nregion = sa-east-1\n");

        var settings = files.Find("films");

        Assert.Equal(("sa-east-1", 1), (settings.Region, settings.MaxRetries));
    }

    [Fact]
    public void A_section_of_the_configuration_file_without_its_kind_is_no_profile()
    {
        using var files = new AwsFiles("[films]\nregion = eu-west-1\n");

        Assert.Equal(S3SettingsProblem.UnknownProfile, Assert.Throws<S3SettingsException>(() => files.Find("films")).Problem);
    }

    [Theory]
    [InlineData("$FOLDER/credentials")]
    [InlineData("${FOLDER}/credentials")]
    public void A_path_may_name_a_variable(string path)
    {
        using var files = new AwsFiles(credentials: "[films]\nregion = sa-east-1\n");
        files.Variables["FOLDER"] = Path.GetDirectoryName(files.Credentials)!;
        files.Variables["AWS_SHARED_CREDENTIALS_FILE"] = path;

        Assert.Equal("sa-east-1", files.Find("films").Region);
    }

    [Fact]
    public void A_path_may_begin_with_the_home_folder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal(Path.Combine(home, "aws", "config"), AwsProfiles.Expand(_ => null, "~/aws/config"));
        Assert.Equal("/etc/~/config", AwsProfiles.Expand(_ => null, "/etc/~/config"));
        Assert.Equal(Path.Combine(home, "ca.pem"), AwsFiles.Find("ca_bundle = ~/ca.pem").CaBundle);
    }

    [Theory]
    [InlineData("[films\naws_secret_access_key = HUNTER2\n", 1)]
    [InlineData("[films]\nHUNTER2\n", 2)]
    [InlineData("aws_secret_access_key = HUNTER2\n", 1)]
    public void A_file_that_cannot_be_read_is_told_by_its_line_and_without_its_text(string credentials, int line)
    {
        using var files = new AwsFiles(credentials: credentials);

        var refusal = Assert.Throws<S3SettingsException>(() => files.Find());

        Assert.Equal((S3SettingsProblem.UnreadableFile, files.Credentials, line), (refusal.Problem, refusal.Setting, refusal.Line));
        Assert.DoesNotContain("HUNTER2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_another_encoding_is_told_without_its_text()
    {
        using var files = new AwsFiles();
        File.WriteAllBytes(files.Credentials, Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("[films]\nregion = sa-east-1\n")).ToArray());

        var refusal = Assert.Throws<S3SettingsException>(() => files.Find());

        Assert.Equal(S3SettingsProblem.UnreadableFile, refusal.Problem);
    }
}

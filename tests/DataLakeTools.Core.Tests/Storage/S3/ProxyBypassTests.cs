using System.Net;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>NO_PROXY as curl and the AWS CLI read it.</summary>
public sealed class ProxyBypassTests
{
    [Theory]
    [InlineData("*", "http://s3.example.com/", true)]
    [InlineData("10.0.0.0/8", "http://10.20.30.40:9000/", true)]
    [InlineData("10.0.0.0/8", "http://11.20.30.40:9000/", false)]
    [InlineData("10.0.0.0/8", "http://ten.example.com/", false)]
    [InlineData("fd00::/8", "http://[fd00::1]:9000/", true)]
    [InlineData("s3.example.com:9000", "http://s3.example.com:9000/", true)]
    [InlineData("s3.example.com:9000", "http://s3.example.com:9001/", false)]
    [InlineData("example.com:9000", "http://s3.example.com:9000/", true)]
    [InlineData("127.0.0.1:9000", "http://127.0.0.1:9000/", true)]
    [InlineData("*.example.com", "http://s3.example.com/", true)]
    [InlineData("other.org, .EXAMPLE.com", "http://s3.example.com/", true)]
    [InlineData("ample.com", "http://s3.example.com/", false)]
    [InlineData("other.org", "http://s3.example.com/", false)]
    public void A_host_is_asked_without_the_proxy_where_a_rule_says_so(string rules, string address, bool expected)
    {
        var proxy = ProxyBypass.Of(new WebProxy("http://proxy:3128"), rules)!;

        Assert.Equal(expected, proxy.IsBypassed(new Uri(address)));
        Assert.Equal(expected ? null : new Uri("http://proxy:3128"), proxy.GetProxy(new Uri(address)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    public void Without_rules_it_is_left_to_the_system(string? rules) => Assert.Null(ProxyBypass.Of(new WebProxy("http://proxy:3128"), rules));
}

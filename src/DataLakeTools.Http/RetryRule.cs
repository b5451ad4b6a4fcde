namespace DataLakeTools.Http;

/// <summary>Whether and when a failed request is sent again.</summary>
/// <param name="MaxRetries">The number of retries after which it has failed for good.</param>
/// <param name="Delay">The delay that the server asks for; null leaves it to the policy.</param>
internal readonly record struct RetryRule(int MaxRetries, TimeSpan? Delay = null);

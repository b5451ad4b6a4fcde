namespace DataLakeTools.TestServers.S3;

/// <summary>Changes each checksum of an answer, in headers and in XML, to another one of the same length.</summary>
internal static class ChecksumFalsifier
{
    public static S3Answer Falsify(S3Answer answer)
    {
        for (var index = 0; index < answer.Headers.Count; index++)
        {
            var (name, value) = answer.Headers[index];
            if (IsChecksum(name.Replace("x-amz-", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)))
            {
                answer.Headers[index] = new(name, Other(value));
            }
        }

        foreach (var element in answer.Document?.Descendants().Where(element => IsChecksum(element.Name.LocalName)) ?? [])
        {
            element.Value = Other(element.Value);
        }

        return answer;
    }

    /// <summary>Tells no checksum.</summary>
    public static S3Answer Remove(S3Answer answer)
    {
        answer.Headers.RemoveAll(header => header.Key.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase));
        foreach (var element in answer.Document?.Descendants().Where(element => IsChecksum(element.Name.LocalName)).ToList() ?? [])
        {
            element.Remove();
        }

        return answer;
    }

    /// <summary>Tells the checksum of the whole as servers do that only know a checksum of checksums.</summary>
    public static S3Answer OfParts(S3Answer answer)
    {
        foreach (var element in answer.Document?.Descendants().Where(element => IsChecksum(element.Name.LocalName)) ?? [])
        {
            element.Value = Other(element.Value) + "-3";
        }

        return answer;
    }

    private static bool IsChecksum(string name) =>
        name.StartsWith("checksum", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith("type", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith("algorithm", StringComparison.OrdinalIgnoreCase);

    private static string Other(string value) => value.Length == 0 ? "AAAA" : (value[0] == 'A' ? 'B' : 'A') + value[1..];
}

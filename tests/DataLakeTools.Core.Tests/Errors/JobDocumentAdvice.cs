using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests;

/// <summary>The advice of an error in the words of a job document, in which most tests read it.</summary>
internal static class JobDocumentAdvice
{
    extension(DataLakeException exception)
    {
        public string Recommendation => exception.Advice.ToString();
    }
}

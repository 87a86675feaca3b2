"""Mutation runs: is what the tests cover also what they check?"""

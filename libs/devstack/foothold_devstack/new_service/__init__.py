"""`make new-service NAME=referrals`: a whole service, from the templates beside this file."""
